/** The 0xF6D0 extension (MSC4256, "Encrypted state events"). */
import { describe, expect, it } from 'vitest';
import { decodeEncryptedState, encodeEncryptedState } from '../../src/mls/encrypted-state.js';
import type { EncryptedState } from '../../src/mls/engine.js';
import { Devices, utf8 } from './devices.js';

describe('encrypted state', () => {
  it('should reach every member and those who join later', async () => {
    const devices = await Devices.create(5, 3);
    const topic: EncryptedState = { 'm.room.topic': { '': { topic: 'Dîner à huit' } }, 'net.example.custom': { a: { n: 1 }, b: {} } };
    expect(devices.member(2).state.encryptedState).toEqual({ 'm.room.name': { '': { name: 'Dinner party' } } });
    await devices.commit(1, { encryptedState: topic });
    await devices.commit(0, { add: [3] });
    await devices.commit(3, { encryptedState: {}, add: [4], remove: [0] });
    expect(devices.member(1).state.encryptedState).toEqual({});
    expect(devices.views().size).toBe(1);
  });

  it('should be encoded canonically, and refused otherwise', () => {
    const state: EncryptedState = { b: { '': { z: 1, a: 'é' } }, a: {} };
    const encoded = encodeEncryptedState(state);
    expect(new TextDecoder().decode(encoded)).toBe('{"a":{},"b":{"":{"a":"é","z":1}}}');
    expect(decodeEncryptedState(encoded)).toEqual(state);
    for (const text of [
      '{"b":{},"a":{}}',
      '{ "a":{}}',
      '{"a":{},"a":{}}',
      '{"a":{"":{"n":1.5}}}',
      '',
      'null',
      '[]',
      '{"a":[]}',
      '{"a":{"":1}}',
    ]) {
      expect(decodeEncryptedState(utf8(text)), text).toBeUndefined();
    }
    expect(decodeEncryptedState(Uint8Array.of(0xff))).toBeUndefined();
  });

  it('should have event types and state keys of at most 255 bytes, without control characters, and no empty type', () => {
    const long = 'é'.repeat(127);
    expect(decodeEncryptedState(encodeEncryptedState({ [`${long}x`]: { [`${long}y`]: {} } }))).toBeDefined();
    for (const name of [`${long}xx`, 'a\u0000', 'a\u0085']) {
      expect(() => encodeEncryptedState({ [name]: {} })).toThrow(TypeError);
      expect(() => encodeEncryptedState({ a: { [name]: {} } })).toThrow(TypeError);
    }
    expect(() => encodeEncryptedState({ '': {} })).toThrow(TypeError);
  });
});
