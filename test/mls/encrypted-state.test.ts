/** The 0xF6D0 extension (MSC4256, "Encrypted state events"). */
import type { Extension } from 'ts-mls/extension.js';
import { describe, expect, it } from 'vitest';
import { decodeEncryptedState, encodeEncryptedState, encryptedStateExtension } from '../../src/mls/encrypted-state.js';
import type { EncryptedState } from '../../src/mls/engine.js';
import { cipherSuites } from '../../src/mls/real/cipher-suite.js';
import { createCommit } from '../../src/mls/real/create-commit.js';
import { groupExtensions } from '../../src/mls/real/group-parameters.js';
import { readKeyPackage } from '../../src/mls/real/key-package.js';
import { Devices, entropyFor, failureOf, header, mlsOf, suiteName, utf8 } from './devices.js';

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

  it('should not be followed by any member where it is not valid, nor missing', async () => {
    const devices = await Devices.create(4, 3);
    const suite = cipherSuites(suiteName).drawingFrom(entropyFor('invalid state'));
    const insider = mlsOf(devices.member(0).state);
    const { client, state } = devices.member(1);
    const { bytes: keyPackage } = await devices.client(3).createKeyPackage({ lastResort: true });
    const add = { proposalType: 'add', add: { keyPackage: readKeyPackage(keyPackage) } } as const;
    const [required] = groupExtensions({});
    if (required === undefined) expect.fail('no required capabilities');
    const withState = (text: string) => [required, { extensionType: encryptedStateExtension, extensionData: utf8(text) }];
    const outcomes = async (extensions: Extension[]): Promise<string[]> => {
      const set = { proposalType: 'group_context_extensions', groupContextExtensions: { extensions } } as const;
      const { bytes, welcome } = await createCommit(insider, [set, add], header, suite);
      return [await client.processCommit(state, bytes), await devices.client(3).join(welcome ?? bytes)].map(failureOf);
    };
    expect(await outcomes(withState('{"m.x":{}}'))).toEqual(['none', 'none']);
    for (const text of ['{"m.x":{} }', '{"":{}}', '{"m.x":{"\u0007":{}}}', `{"m.x":{"${'k'.repeat(256)}":{}}}`, ''])
      expect(await outcomes(withState(text)), text).toEqual(['cannot_open', 'cannot_open']);
    expect(await outcomes([required])).toEqual(['cannot_open', 'cannot_open']);
    expect(await outcomes([])).toEqual(['cannot_open', 'cannot_open']);
  });
});
