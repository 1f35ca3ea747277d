// Package adlist puts members on customer lists of ad platforms and takes them off again: a
// Meta custom audience, and a Google Ads user list by the Data Manager API. A List is one
// such list; a Form is how its platform wants addresses written before they are hashed, for
// files as well.
//
// The protocol of a List: Add and Remove take at most Most people, known by the SHA-256 of
// mail and phone alone. Both may be called again with the same people: who is on the list
// stays on it once, who is off it stays off. An error is a *channel.Error, which says whether
// to try again; then nothing is known of the call. A yes says that the platform took the
// request: it matches people later, within a day, and never says whom it knows.
//
// Check changes nothing: of Meta it reads the audience (GET /{audience}, fields subtype and
// account_id) and the terms of its ad account (GET /act_{account}, field tos_accepted); of
// Google it asks to validate a request and not to do it (validateOnly), which the list, the
// account's rights and the terms have to fit.
//
// What was read, and not tried on the platforms themselves, for want of accounts:
//
//   - Meta: POST and DELETE of /{audience}/users with payload {schema, data} as form values,
//     at most 10,000 rows, each call a session of one batch; mails trimmed and in lower case, phones as
//     digits with the country code; audiences that are restricted (error_subcode 1713230).
//     Not verified: what a row does that holds an empty cell (the documents show whole rows
//     only, so each kind of rows goes by a call of its own), whether a session that is repeated
//     after no answer came is taken again, and how rates show beyond the
//     error codes 4, 17, 32, 613 and 80003.
//   - Google: audienceMembers:ingest and :remove of the Data Manager API, at most 10,000
//     members, encoding HEX, the consent of the request, the terms of Customer Match; mails
//     without dots and plus of gmail.com, phones in E.164. The answer is a request id only:
//     what became of it (requestStatus:retrieve) isn't asked. Not verified: that a service
//     account may be a user of an advertiser's account in every country.
package adlist
