import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventId, eventLabel, roomId, serverName } from '../../src/names.js';
import { canonicalJson } from '../../src/room/canonical-json.js';
import { signingKey } from '../../src/room/crypto.js';
import type { JsonObject, PduDraft } from '../../src/room/event.js';
import { contentHash, referenceEventId } from '../../src/room/hashes.js';
import { buildEvent, inspectEvent } from '../../src/room/inspection.js';
import { STABLE_NAMES } from '../../src/room/msc4256/names.js';
import { redactionRules } from '../../src/room/msc4256/redaction-rules.js';
import { redact } from '../../src/room/redaction.js';
import { signJson } from '../../src/room/signatures.js';

const rules = redactionRules(STABLE_NAMES);
const key = signingKey(serverName('a.example'), 'ed25519:1', new Uint8Array(32).fill(7));

const text = fc.string({ unit: 'grapheme' });
const content = fc.dictionary(fc.oneof(text, fc.constantFrom('algorithm', 'ciphertext', 'room_version')), fc.oneof(text, fc.integer()));
const draft: fc.Arbitrary<PduDraft> = fc.record(
  {
    type: fc.constantFrom('m.room.create', 'm.mls.commit', 'm.mls.pending_commit', 'm.room.encrypted'),
    state_key: fc.constant(''),
    room_id: fc.constant(roomId('!room:a.example')),
    origin: fc.constant(key.server),
    origin_server_ts: fc.nat(),
    prev_events: fc.array(text.map(eventId)),
    auth_events: fc.array(text.map(eventId)),
    content,
  },
  { requiredKeys: ['type', 'room_id', 'origin', 'origin_server_ts', 'prev_events', 'auth_events', 'content'] },
);

describe('an event that a server builds', () => {
  it('should have the hashes, the signature, the id and the size that the specification gives it', () => {
    fc.assert(
      fc.property(draft, (of) => {
        const { pdu, id, size } = buildEvent(of, rules, key, { label: eventLabel('a.example#1'), carries: undefined });
        const { signatures, ...signed } = pdu;
        const json = (value: object): JsonObject => value as JsonObject;
        expect(signatures).toEqual({ [key.server]: { [key.keyId]: signJson(redact(json(signed), rules), key) } });
        expect(signed).toEqual({ ...of, hashes: { sha256: contentHash(json(of)) } });
        expect(id).toBe(referenceEventId(json(pdu), rules));
        expect(size).toBe(Buffer.byteLength(canonicalJson(pdu)));
      }),
    );
  });

  it('should pass the checks of whoever receives it', () => {
    fc.assert(
      fc.property(draft, (of) => {
        const event = buildEvent(of, rules, key, { label: eventLabel('a.example#1'), carries: undefined });
        const seen = inspectEvent(event, rules, key.verifyKey);
        const tooMany = of.prev_events.length > 20 || of.auth_events.length > 10;
        expect(seen).toEqual(tooMany ? expect.objectContaining({ kind: 'dropped', check: 1 }) : { kind: 'intact', event });
      }),
    );
  });
});
