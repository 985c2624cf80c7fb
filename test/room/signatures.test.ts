/**
 * The Matrix spec's own vectors (appendices, "Cryptographic Test Vectors"). They are of room version 1, whose redaction rules
 * are given here.
 */
import { describe, expect, it } from 'vitest';
import { serverName } from '../../src/names.js';
import { decodeBase64, encodeBase64 } from '../../src/room/base64.js';
import { sha256, sha256Stream, signingKey } from '../../src/room/crypto.js';
import type { JsonObject } from '../../src/room/event.js';
import { contentHash, referenceEventId } from '../../src/room/hashes.js';
import { type RedactionRules, redact } from '../../src/room/redaction.js';
import { signJson, verifyEvent, verifyJson } from '../../src/room/signatures.js';

const ROOM_VERSION_1: RedactionRules = {
  keys: [
    ...['event_id', 'type', 'room_id', 'sender', 'state_key', 'content', 'hashes', 'signatures', 'depth'],
    ...['prev_events', 'prev_state', 'auth_events', 'origin', 'origin_server_ts', 'membership'],
  ],
  content: { 'm.room.member': ['membership'], 'm.room.create': ['creator'] },
};

const domain = serverName('domain');
// The spec writes this seed with a `1` at the end, which sets two bits of no byte; strictly written it ends in `0`.
const seed = decodeBase64('YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA0', 'standard') ?? new Uint8Array();
const key = signingKey(domain, 'ed25519:1', seed);

const minimalEvent: JsonObject = {
  room_id: '!x:domain',
  sender: '@a:domain',
  origin: 'domain',
  origin_server_ts: 1000000,
  signatures: {},
  hashes: {},
  type: 'X',
  content: {},
  prev_events: [],
  auth_events: [],
  depth: 3,
  unsigned: { age_ts: 1000000 },
};
const messageEvent: JsonObject = {
  content: { body: 'Here is the message content' },
  event_id: '$0:domain',
  origin: 'domain',
  origin_server_ts: 1000000,
  type: 'm.room.message',
  room_id: '!r:domain',
  sender: '@u:domain',
  signatures: {},
  unsigned: { age_ts: 1000000 },
};

describe('signing JSON', () => {
  it.each([
    [{}, 'K8280/U9SSy9IVtjBuVeLr+HpOB4BQFWbg+UZaADMtTdGYI7Geitb76LTrr5QV/7Xg4ahLwYGYZzuHGZKM5ZAQ'],
    [{ one: 1, two: 'Two' }, 'KqmLSbO39/Bzb0QIYE82zqLwsA+PDzYIpIRA2sRQ4sL53+sN6/fpNSoqE7BP7vBZhG6kYdD13EIMJpvhJI+6Bw'],
  ])('should give the spec’s signature of %j', (object, signature) => {
    expect(signJson(object, key)).toBe(signature);
    expect(verifyJson(object, { domain: { 'ed25519:1': signature } }, domain, key.verifyKey)).toBe(true);
  });

  it.each([
    ['another object', { one: 2 }, signJson({ one: 1 }, key)],
    ['a signature that is not base64', { one: 1 }, 'not base64'],
    ['a signature of another length', { one: 1 }, 'AAAA'],
  ])('should not verify %s', (_name, object, signature) => {
    expect(verifyJson(object, { domain: { 'ed25519:1': signature } }, domain, key.verifyKey)).toBe(false);
  });

  it('should not verify under another key, key id or server', () => {
    const signatures = { domain: { 'ed25519:1': signJson({}, key) } };
    const other = signingKey(domain, 'ed25519:1', new Uint8Array(32));
    expect(verifyJson({}, signatures, domain, other.verifyKey)).toBe(false);
    expect(verifyJson({}, signatures, domain, { ...key.verifyKey, keyId: 'ed25519:2' })).toBe(false);
    expect(verifyJson({}, signatures, serverName('constructor'), key.verifyKey)).toBe(false);
  });

  it('should sign as RFC 8032 says', () => {
    // RFC 8032 §7.1, test 1: the secret key, and the signature of the empty message.
    const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));
    const own = signingKey(domain, 'ed25519:1', hex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'));
    const signature = own.sign(new Uint8Array());
    expect(own.verifyKey.verify(new Uint8Array(), signature)).toBe(true);
    expect(Buffer.from(signature).toString('hex')).toBe(
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    );
  });
});

describe('hashing and signing events', () => {
  it.each([
    [
      'a minimal event',
      minimalEvent,
      '5jM4wQpv6lnBo7CLIghJuHdW+s2CMBJPUOGOC89ncos',
      'KxwGjPSDEtvnFgU00fwFz+l6d2pJM6XBIaMEn81SXPTRl16AqLAYqfIReFGZlHi5KLjAWbOoMszkwsQma+lYAg',
    ],
    [
      'an event with redactable content',
      messageEvent,
      'onLKD1bGljeBWQhWZ1kaP9SorVmRQNdN5aM2JYU2n/g',
      'Wm+VzmOUOz08Ds+0NTWb1d4CZrVsJSikkeRxh6aCcUwu6pNC78FunoD7KNWzqFn241eYHYMGCA5McEiVPdhzBA',
    ],
  ])('should give the spec’s hash and signature of %s', (_name, event, hash, signature) => {
    expect(contentHash(event)).toBe(hash);
    const hashed = { ...event, hashes: { sha256: hash } };
    const signatures = { [key.server]: { [key.keyId]: signJson(redact(hashed, ROOM_VERSION_1), key) } };
    expect(signatures).toStrictEqual({ domain: { 'ed25519:1': signature } });
    expect(verifyEvent(redact(hashed, ROOM_VERSION_1), signatures, ROOM_VERSION_1, domain, key.verifyKey)).toBe(true);
  });

  it('should name an event by what redaction leaves, without its signatures', () => {
    const id = referenceEventId(messageEvent, ROOM_VERSION_1);
    expect(id).toMatch(/^\$[A-Za-z0-9_-]{43}$/);
    expect(referenceEventId({ ...messageEvent, content: {}, signatures: { x: {} }, unsigned: {} }, ROOM_VERSION_1)).toBe(id);
    expect(referenceEventId({ ...messageEvent, origin_server_ts: 1 }, ROOM_VERSION_1)).not.toBe(id);
    expect(referenceEventId({ ...messageEvent, hashes: { sha256: 'x' } }, ROOM_VERSION_1)).not.toBe(id);
  });
});

describe('sha256', () => {
  // FIPS 180-2, appendix B.1.
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

  it('should give the published digest, also piece by piece', () => {
    expect(Buffer.from(sha256('abc')).toString('hex')).toBe(abc);
    const stream = sha256Stream();
    stream.update(Buffer.from('a'));
    stream.update(Buffer.from('bc'));
    expect(stream.digestHex()).toBe(abc);
  });

  it('should refuse a seed of another length', () => {
    expect(() => signingKey(domain, 'ed25519:1', new Uint8Array(31))).toThrow(RangeError);
    expect(encodeBase64(seed, 'standard')).toHaveLength(43);
  });
});
