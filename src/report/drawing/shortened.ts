/** Names may be as long as a server likes (Matrix spec: 255 bytes a user id); a picture has room for less. The whole is in the tables. */

export const NAME_MOST = 42;

/** At most 42 characters of a name: its beginning and, as servers and devices differ there, its end. */
export const shortened = (name: string): string =>
  name.length <= NAME_MOST ? name : `${name.slice(0, NAME_MOST / 2)}…${name.slice(1 - NAME_MOST / 2)}`;
