/** To-device messages, each delivered once (Matrix client-server and server-server API, "Send-to-device messaging"). */
import type { ClientReply, WelcomeMessage } from '../api/client-server.js';
import type { ToDeviceEdu } from '../api/server-server.js';
import { type ServerName, serverOfDevice, userOfDevice } from '../names.js';
import { canonicalJson, utf8Length } from '../room/canonical-json.js';
import { MAX_TO_DEVICE_BYTES } from '../room/limits.js';
import type { FederationSender } from './federation-sender.js';
import type { HostedRooms } from './hosted-rooms.js';
import type { KeyServer } from './key-server.js';
import type { SyncStreams } from './sync-streams.js';
import { aboutRoom, type Turn } from './turn.js';

export class ToDevice {
  private readonly sent = new Set<string>();
  private readonly delivered = new Set<string>();
  private limited = false;
  /** One Welcome goes to everybody whom a commit adds. */
  private measured: { readonly message: WelcomeMessage; readonly size: number } | undefined;

  constructor(
    private readonly self: ServerName,
    private readonly keys: KeyServer,
    private readonly streams: SyncStreams,
    private readonly federation: FederationSender,
    private readonly rooms: HostedRooms,
  ) {}

  /** From here on messages have their size limit. Setting up goes without: it only makes the room that a scenario begins with. */
  enforceLimit(): void {
    this.limited = true;
  }

  /** On behalf of a device of this server, which may ask for the same twice. */
  send(turn: Turn, edu: ToDeviceEdu): ClientReply {
    if (this.sent.has(edu.messageId)) return { kind: 'done' };
    const size = this.sizeOf(edu.message);
    if (this.limited && size > MAX_TO_DEVICE_BYTES) {
      const why = `the to-device message has ${size} bytes, more than ${MAX_TO_DEVICE_BYTES}`;
      this.about(turn, edu.message).outbox.emit({ kind: 'to_device_refused', to: edu.to, state: edu.message.state, size, why });
      return { kind: 'refused', rule: 'limits', why };
    }
    this.sent.add(edu.messageId);
    const server = serverOfDevice(edu.to);
    this.carried(turn, edu);
    if (server === this.self) this.show(edu);
    else this.federation.send(turn, server, { kind: 'edu', edu });
    return { kind: 'done' };
  }

  /** From another server, to a device of this one; to others, nothing happens. */
  deliver(turn: Turn, edu: ToDeviceEdu): void {
    if (this.show(edu)) this.carried(turn, edu);
  }

  /** Says whether there is such a device and it did not get this message before. */
  private show({ from, to, message, messageId }: ToDeviceEdu): boolean {
    if (this.delivered.has(messageId) || !this.keys.devicesOf(userOfDevice(to)).includes(to)) return false;
    this.delivered.add(messageId);
    this.streams.show(to, { kind: 'to_device', from, message });
    return true;
  }

  private carried(turn: Turn, { from, to, message }: ToDeviceEdu): void {
    this.about(turn, message).outbox.emit({ kind: 'to_device_carried', from, to, state: message.state, size: this.sizeOf(message) });
  }

  private about(turn: Turn, { room }: WelcomeMessage): Turn {
    return aboutRoom(turn, this.rooms.nameOf(room));
  }

  /** Of the content as it goes over the wire; what is only for facts does not count. */
  private sizeOf(message: WelcomeMessage): number {
    if (this.measured?.message !== message) {
      const { room, welcome } = message;
      this.measured = { message, size: utf8Length(canonicalJson({ room_id: room, welcome })) };
    }
    return this.measured.size;
  }
}
