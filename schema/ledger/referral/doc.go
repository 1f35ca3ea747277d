// Package referral gives members the code of theirs that they pass on to others: one for
// each programme, unguessable, nobody else's in the brand, and the same in every message.
//
// A code is claimed as a delivery's coupon is, in coupon_claims: where two claim the same one
// neither gets it. Who holds it is a keyed hash of the programme and the member, so that a code
// stays taken when its member is erased. Whose it is stands in referral_codes, by the id that
// the member had then; who was merged since has the codes of both, and messages carry the
// oldest. Who bought with one is the view referrals.
//
// A code that is made up is ten letters of Crockford's base32 (no I, L, O and U, which people
// misread), fifty bits of a keyed hash: of a million codes one in a thousand million guesses
// hits one.
package referral
