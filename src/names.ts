/**
 * The names that must not be mixed up. Each is a string or a number at run time; the brand exists for the compiler only.
 * Grammar: Matrix spec, appendices, "Identifier Grammar".
 */

declare const brand: unique symbol;
type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** A homeserver's name, `a.example`. */
export type ServerName = Brand<string, 'ServerName'>;
/** A user, `@alice:a.example`. */
export type UserId = Brand<string, 'UserId'>;
/** One device of a user, an MLS client: `@alice:a.example/1`. Unique in a run, unlike a Matrix device id. */
export type DeviceId = Brand<string, 'DeviceId'>;
/** A room, `!room:a.example`; also the MLS group id (MSC4256, auth rule 7). */
export type RoomId = Brand<string, 'RoomId'>;
/** The reference hash of a PDU, `$…` (room version 4 and later). Never in facts: it differs between MLS engines. */
export type EventId = Brand<string, 'EventId'>;
/** An event by its maker and the maker's running number, `a.example#12`. What facts call an event. */
export type EventLabel = Brand<string, 'EventLabel'>;
/**
 * MLS bytes by the device that made them and its running number: `@alice:a.example/1#3` for a commit,
 * `@alice:a.example/1?2` for a proposal, `@alice:a.example/1~5` for an application message, by the number of the text (`~5.2`
 * where that was encrypted a second time). What facts call a commit, and the group state that it leads to.
 */
export type MlsLabel = Brand<string, 'MlsLabel'>;
/** A key package by its owner and the owner's running number, `@alice:a.example/1+2`. What facts call a key package. */
export type KeyPackageLabel = Brand<string, 'KeyPackageLabel'>;
/** An actor: a homeserver or a device. */
export type NodeName = ServerName | DeviceId;
/** An MLS epoch number (RFC 9420 §8.7). */
export type Epoch = number;

export const serverName = (text: string): ServerName => text as ServerName;
export const userId = (text: string): UserId => text as UserId;
export const deviceId = (text: string): DeviceId => text as DeviceId;
export const roomId = (text: string): RoomId => text as RoomId;
export const eventId = (text: string): EventId => text as EventId;
export const eventLabel = (text: string): EventLabel => text as EventLabel;
export const mlsLabel = (text: string): MlsLabel => text as MlsLabel;
export const keyPackageLabel = (owner: DeviceId, number: number): KeyPackageLabel => `${owner}+${number}` as KeyPackageLabel;

/** The server part of a user id: everything after the first colon. */
export const serverOfUser = (user: UserId): ServerName => serverName(user.slice(user.indexOf(':') + 1));
/** The user that a device belongs to. */
export const userOfDevice = (device: DeviceId): UserId => userId(device.slice(0, device.lastIndexOf('/')));
/** Whether a node is a device: its name begins with its user's, and a user id begins with "@" (Matrix spec, appendices). */
export const isDevice = (node: NodeName): node is DeviceId => node.startsWith('@');
/** The homeserver of a device. */
export const serverOfDevice = (device: DeviceId): ServerName => serverOfUser(userOfDevice(device));
/** The server part of a room id. A server name may hold a port, so the first colon counts. */
export const serverOfRoom = (room: RoomId): ServerName => serverName(room.slice(room.indexOf(':') + 1));
