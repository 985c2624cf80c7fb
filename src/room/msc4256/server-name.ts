/**
 * The grammar of a server name (Matrix spec appendices, "Server Name"): a DNS name, an IPv4 address or an IPv6 address in
 * brackets, with an optional port. Auth rules 9.5, 9.6 and 10.3 ask for it. Names are compared as they stand, by byte (H10).
 */
import type { ServerName } from '../../names.js';

/** An IPv4 address is a DNS name by this grammar, so it needs no alternative of its own. */
const GRAMMAR = /^(?:[0-9A-Za-z.-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?$/;

export const isServerName = (text: string): text is ServerName => GRAMMAR.test(text);
