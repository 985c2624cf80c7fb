/** Figures of an MLS client that RFC 9420 leaves to it, the same for every engine. */
import type { Lifetime } from './engine.js';

/** How far a sender's ratchet is followed out of order (RFC 9420 §9.2, §15.3), in generations. */
export const messageKeyLimits = {
  /** A message at most so many generations ahead of the last one opened is opened. */
  forward: 1000,
  /** The keys of so many skipped generations are kept, the latest ones, for messages that come late. */
  retained: 1000,
} as const;

/** A PrivateMessage's content is padded to this many bytes if it is shorter (RFC 9420 §6.3.1), to hide the length of short ones. */
export const messagePaddedTo = 256;

/** Of a key package for which none is asked. */
export const unlimitedLifetime: Lifetime = { notBefore: 0, notAfter: Number.MAX_SAFE_INTEGER };
