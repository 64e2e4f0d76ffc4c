/** A member's name with an escape, in JSON: V8 takes some of those for others that it met before (nodejs/node#63785). */
export const ESCAPED_NAME = /"(?:[^"\\]|\\.)*\\.(?:[^"\\]|\\.)*"\s*:/;
