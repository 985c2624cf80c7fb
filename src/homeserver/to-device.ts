/** To-device messages, each delivered once (Matrix client-server and server-server API, "Send-to-device messaging"). */
import type { ToDeviceEdu } from '../api/server-server.js';
import { type ServerName, serverOfDevice, userOfDevice } from '../names.js';
import type { FederationSender } from './federation-sender.js';
import type { KeyServer } from './key-server.js';
import type { SyncStreams } from './sync-streams.js';
import type { Turn } from './turn.js';

export class ToDevice {
  private readonly sent = new Set<string>();
  private readonly delivered = new Set<string>();

  constructor(
    private readonly self: ServerName,
    private readonly keys: KeyServer,
    private readonly streams: SyncStreams,
    private readonly federation: FederationSender,
  ) {}

  /** On behalf of a device of this server, which may ask for the same twice. */
  send(turn: Turn, edu: ToDeviceEdu): void {
    if (this.sent.has(edu.messageId)) return;
    this.sent.add(edu.messageId);
    const server = serverOfDevice(edu.to);
    if (server === this.self) this.deliver(edu);
    else this.federation.send(turn, server, { kind: 'edu', edu });
  }

  /** To a device of this server; to others, nothing happens. */
  deliver({ from, to, message, messageId }: ToDeviceEdu): void {
    if (this.delivered.has(messageId) || !this.keys.devicesOf(userOfDevice(to)).includes(to)) return;
    this.delivered.add(messageId);
    this.streams.show(to, { kind: 'to_device', from, message });
  }
}
