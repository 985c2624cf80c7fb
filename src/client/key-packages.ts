/**
 * The keys that a device has at its server (MSC4256, "Credentials & KeyPackages"): its own and its user's, signed; a key package to
 * be used once, replaced when it is; and a last resort for when there is none left, replaced likewise (RFC 9420 §16.8: it should be used
 * as seldom as can be). What lies there is renewed before it expires, and what has expired is forgotten.
 *
 * Sync tells how many are left. Where the device cannot know what that count is about, it asks for the list: after a crash, and when
 * a count came while an upload was under way, which may or may not have been counted.
 */
import { keyPackageId, type SyncItem, type UploadedKeyPackage } from '../api/client-server.js';
import type { DeviceKeys, UserKeys } from '../api/device-keys.js';
import { InvariantError } from '../kernel/invariant-error.js';
import { type LocalInstant, plus } from '../kernel/time.js';
import type { MlsClient } from '../mls/engine.js';
import { type DeviceId, type KeyPackageLabel, keyPackageLabel } from '../names.js';
import { encodeBase64 } from '../room/base64.js';
import type { Ed25519Key } from '../room/ed25519.js';
import { signedDeviceKeys } from './device-keys.js';
import { endOfUse, lifetimeFrom, RENEWED_AFTER } from './key-package-lifetime.js';
import type { Server } from './server.js';
import type { Turn } from './turn.js';
import type { UserIdentity } from './user-identity.js';

type KeyCount = Extract<SyncItem, { kind: 'key_count' }>;

const TIMER = 'renew key packages';

export class KeyPackages {
  private uploads = 0;
  private lists = 0;
  /** Uploads that were not answered yet. */
  private underWay = 0;
  /** The list was asked for and has not come yet. */
  private listing = false;
  /** It has to be asked for, once nothing is under way. */
  private unsure = false;
  /** The last resort that was uploaded last, and whether it was given out since, as far as sync has told. */
  private lastResort: UploadedKeyPackage | undefined;
  private lastResortUsed = false;
  private renewAt: LocalInstant | undefined;
  /** By reference, what facts call each key package made so far. */
  private readonly labels = new Map<string, KeyPackageLabel>();

  constructor(
    private readonly self: DeviceId,
    private readonly mls: MlsClient,
    private readonly server: Server,
    private readonly algorithm: string,
    private readonly fingerprint: Ed25519Key,
    private readonly user: UserIdentity,
  ) {}

  async start(turn: Turn): Promise<void> {
    const deviceKeys = await signedDeviceKeys(this.mls, this.algorithm, this.fingerprint, this.user);
    await this.uploadBoth(turn, { deviceKeys, userKeys: this.user.published });
  }

  /** Sync said what is left. */
  async counted(turn: Turn, { oneTime, unusedFallback }: KeyCount): Promise<void> {
    this.lastResortUsed ||= !unusedFallback;
    if (this.underWay > 0 || this.listing) this.unsure = true;
    else await this.replenish(turn, oneTime === 0);
  }

  /** Says whether the timer was for these. */
  async timer(turn: Turn, name: string): Promise<boolean> {
    if (name !== TIMER) return false;
    await this.uploadBoth(turn);
    return true;
  }

  /** After a crash the waiting goes on. */
  restarted(turn: Turn): void {
    if (this.renewAt === undefined) return;
    turn.outbox.setTimer(TIMER, this.renewAt);
    this.unsure = true;
    this.makeSure(turn);
  }

  /** What facts call a key package of this device, by its reference. */
  labelOf(reference: string): KeyPackageLabel {
    const label = this.labels.get(reference);
    if (label === undefined) throw new InvariantError(`${this.self} has made no key package ${reference}`);
    return label;
  }

  private makeSure(turn: Turn): void {
    if (!this.unsure || this.underWay > 0 || this.listing) return;
    this.unsure = false;
    this.listing = true;
    this.lists += 1;
    this.server.ask(turn, `key list ${this.self} ${this.lists}`, { kind: 'list_keys' }, (reply, then) => {
      this.listing = false;
      // What was uploaded or counted meanwhile may be in the list or not.
      if (this.unsure) return this.makeSure(then);
      if (reply.kind !== 'listed_keys') return;
      this.lastResortUsed ||= this.lastResort !== undefined && !reply.fallback.includes(this.lastResort.keyId);
      return this.replenish(then, reply.oneTime.length === 0);
    });
  }

  private async replenish(turn: Turn, noneLeft: boolean): Promise<void> {
    const oneTime = noneLeft ? [await this.make(turn, false)] : [];
    const fallback = this.lastResortUsed ? await this.make(turn, true) : undefined;
    if (oneTime.length > 0 || fallback !== undefined) this.upload(turn, oneTime, fallback);
  }

  private async uploadBoth(turn: Turn, identity?: Identity): Promise<void> {
    this.mls.forgetKeyPackages(endOfUse(turn.now));
    this.upload(turn, [await this.make(turn, false)], await this.make(turn, true), identity);
    this.renewAt = plus(turn.now, RENEWED_AFTER);
    turn.outbox.setTimer(TIMER, this.renewAt);
  }

  private upload(
    turn: Turn,
    oneTime: readonly UploadedKeyPackage[],
    fallback: UploadedKeyPackage | undefined,
    identity: Identity | undefined = undefined,
  ): void {
    this.uploads += 1;
    this.underWay += 1;
    this.unsure ||= this.listing;
    if (fallback !== undefined) {
      this.lastResort = fallback;
      this.lastResortUsed = false;
    }
    this.server.ask(turn, `keys ${this.self} ${this.uploads}`, { kind: 'upload_keys', oneTime, fallback, ...identity }, (_reply, then) => {
      this.underWay -= 1;
      this.makeSure(then);
    });
  }

  private async make(turn: Turn, lastResort: boolean): Promise<UploadedKeyPackage> {
    const { reference, bytes } = await this.mls.createKeyPackage({ lastResort, lifetime: lifetimeFrom(turn.now) });
    const label = keyPackageLabel(this.self, this.labels.size + 1);
    this.labels.set(reference, label);
    return { keyId: keyPackageId(this.algorithm, reference), keyPackage: encodeBase64(bytes, 'standard'), label };
  }
}

interface Identity {
  readonly deviceKeys: DeviceKeys;
  readonly userKeys: UserKeys;
}
