/** How an operation of the client's own fails that is not valid in its state: it throws, as it never does on bytes from others. */
export function invalid(why: string): never {
  throw new TypeError(why);
}

export const notAMember = (device: string): never => invalid(`${device} is not a member of the group`);
