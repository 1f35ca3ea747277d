// Package issuer signs people in by the word of another server (OpenID Connect, by the
// authorization code with PKCE): who they are and which groups they are in. What a group
// may do is the config's.
//
// The protocol: Begin makes an Attempt, which the caller keeps with the browser's session,
// and the address to go to. Finish takes what the server's answer says, with the attempt of
// the same session: its state was made for it, its nonce stands in the signed token, and
// only who has its verifier can exchange the code. An attempt is used once, and soon.
package issuer
