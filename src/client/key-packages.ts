/**
 * The keys that a device has at its server (MSC4256, "Credentials & KeyPackages"): its own and its user's, signed; a key package to
 * be used once, replaced when it is; and a last resort for when there is none left. What lies there is renewed before it expires,
 * and what has expired is forgotten.
 */
import { keyPackageId, type UploadedKeyPackage } from '../api/client-server.js';
import type { DeviceKeys, UserKeys } from '../api/device-keys.js';
import { type LocalInstant, plus } from '../kernel/time.js';
import type { MlsClient } from '../mls/engine.js';
import type { DeviceId } from '../names.js';
import { encodeBase64 } from '../room/base64.js';
import type { Ed25519Key } from '../room/ed25519.js';
import { signedDeviceKeys } from './device-keys.js';
import { endOfUse, lifetimeFrom, RENEWED_AFTER } from './key-package-lifetime.js';
import type { Server } from './server.js';
import type { Turn } from './turn.js';
import type { UserIdentity } from './user-identity.js';

const TIMER = 'renew key packages';

export class KeyPackages {
  private uploads = 0;
  private renewAt: LocalInstant | undefined;

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

  /** Sync said how many are left. */
  async counted(turn: Turn, oneTime: number): Promise<void> {
    if (oneTime === 0) this.upload(turn, [await this.make(turn, false)], undefined);
  }

  /** Says whether the timer was for these. */
  async timer(turn: Turn, name: string): Promise<boolean> {
    if (name !== TIMER) return false;
    await this.uploadBoth(turn);
    return true;
  }

  /** After a crash the waiting goes on. */
  restarted(turn: Turn): void {
    if (this.renewAt !== undefined) turn.outbox.setTimer(TIMER, this.renewAt);
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
    this.server.ask(turn, `keys ${this.self} ${this.uploads}`, { kind: 'upload_keys', oneTime, fallback, ...identity });
  }

  private async make(turn: Turn, lastResort: boolean): Promise<UploadedKeyPackage> {
    const { reference, bytes } = await this.mls.createKeyPackage({ lastResort, lifetime: lifetimeFrom(turn.now) });
    return { keyId: keyPackageId(this.algorithm, reference), keyPackage: encodeBase64(bytes, 'standard') };
  }
}

interface Identity {
  readonly deviceKeys: DeviceKeys;
  readonly userKeys: UserKeys;
}
