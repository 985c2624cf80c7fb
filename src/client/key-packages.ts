/**
 * The key packages that a device keeps at its server: one to be used once, replaced when it is, and a last resort for when there
 * is none left (MSC4256, "Credentials & KeyPackages").
 */
import type { UploadedKeyPackage } from '../api/client-server.js';
import type { MlsClient } from '../mls/engine.js';
import type { DeviceId } from '../names.js';
import { encodeBase64 } from '../room/base64.js';
import type { Server } from './server.js';
import type { Turn } from './turn.js';

export class KeyPackages {
  private uploads = 0;

  constructor(
    private readonly self: DeviceId,
    private readonly mls: MlsClient,
    private readonly server: Server,
  ) {}

  async start(turn: Turn): Promise<void> {
    this.upload(turn, [await this.make(false)], await this.make(true));
  }

  /** Sync said how many are left. */
  async counted(turn: Turn, oneTime: number): Promise<void> {
    if (oneTime === 0) this.upload(turn, [await this.make(false)], undefined);
  }

  private upload(turn: Turn, oneTime: readonly UploadedKeyPackage[], fallback: UploadedKeyPackage | undefined): void {
    this.uploads += 1;
    this.server.ask(turn, `keys ${this.self} ${this.uploads}`, { kind: 'upload_keys', oneTime, fallback });
  }

  private async make(lastResort: boolean): Promise<UploadedKeyPackage> {
    const { reference, bytes } = await this.mls.createKeyPackage({ lastResort });
    return { reference, keyPackage: encodeBase64(bytes, 'standard') };
  }
}
