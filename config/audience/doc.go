// Package audience is the grammar of whom a campaign addresses: when a member
// qualifies, what narrows that down, and when the same member may be reached again.
//
// A day is the day on which the message goes, the one after the business date:
// days_after: 7 reaches on the seventh day after the purchase, birthday: day on the
// birthday itself.
//
// Words: the moment is the one key that says when a member qualifies (enters, due,
// days_after, expected_in_days, birthday, anniversary, or is for "whenever it is so");
// conditions narrow it down, and a member meets all of them; a segment is a saved set
// of conditions; repetition is when a campaign may reach a member again.
package audience
