/** A token (RFC 9110 section 5.6.2): names of fields, cookies, authentication schemes and sub-protocols. */
export const token: RegExp = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
