package path

var english = Words{
	KeptOut: "kept out", LeftOtherwise: "left otherwise", End: "the end", Earlier: "a step of an earlier version",
	Day: "1 day", Days: "%d days", Expected: "the expected purchase", Before: "%s before the expected purchase",
	Until: "until %s", AtMost: ", at most %s", Or: " or ", And: " and ",
	Bought: "bought", Opened: "opened %s", Clicked: "clicked %s", Did: "did %s", In: "in %s", Same: " with the same %s",
	Lot: "%g by lot", Else: "else", Always: "then",
	Goal: "reached the goal", NoGoal: "bought", TooFew: "too few to tell", Enough: "enough to tell", None: "nobody to compare with",
	WholeJourney: "the whole journey",
	States:       map[string]string{"runs": "runs", "paused": "paused", "ended": "ended"},
	Reasons: map[string]string{
		"finished": "walked to the end",
		"goal":     "reached the goal", "unsubscribed": "consent to no channel any longer", "stay": "no longer in the segment that it is for",
		"leave": "came into the segment that ends it", "expired": "in it for too long", "merged": "two members who are one person",
		"gone": "erased, or deleted by the shop", "removed": "taken out by a person", "ended": "the journey was ended",
	},
}
