package cause

// English is the language in which sentences are stored.
const English = "en"

var englishWords = language{
	shop:     "shop {shop}: ",
	entity:   "shop {shop}, {entity}: ",
	whole:    "shop {shop} as a whole, {entity}: ",
	campaign: "campaign {campaign}: ",
	rangeOf:  "%d to %d",
	texts: map[Code]string{
		PullOpen:      "the pull did not end: see why in its workflow, then run the night again",
		PullFailed:    "{says}",
		NotPulled:     "nothing was pulled of it: run the night again",
		FilesUneven:   "its files have {rows} rows, and {used} are used, {rejected} rejected and {left_out} left out: run the night again",
		StoredDiffers: "{came} records came, {stored} are stored: run the night again, which pulls the window again",
		CountDiffers:  "the platform has {platform}, {came} came: run the night again; if it stays, look at the scopes of the shop's token",
		Rejected: "{rejected} records were rejected next to {came} that came, more than the share of {share} that reconcile.rejected allows: " +
			"see why in the table rejected, mend them in the shop or the feed's columns, then run the night again",
		Unmapped: "{unmapped} orders have a status that nobody mapped and don't count ({words}), of {came} that came, more than the share of {share} that reconcile.rejected allows: " +
			"say what it means under the shop's statuses",
		RejectedToo: "{rejected} records were rejected next to {came} that came, and {unmapped} orders have a status that nobody mapped and don't count ({words}): " +
			"say what it means under the shop's statuses, more than the share of {share} that reconcile.rejected allows together: see why in the table rejected",

		TotalDiffers: "the platform has {platform}, {stored} are stored and present: `starter sweep {shop}` compares them one by one",
		ShopDiffers:  "{says}",
		SweepOpen: "{open} records differ after a sweep: the shop neither shows them nor says that they are deleted: look at the scopes of its token, " +
			"then run `starter sweep {shop}`",
		PartitionLost: "ClickHouse holds {stored} records where it held {expected}: a partition was lost or detached: " +
			"look at system.detached_parts, then run `starter sweep {shop}`",
		PartsDetached: "table {table}: {parts} parts are detached ({says}): see system.detached_parts; attach them, or drop them once a sweep has read their records again",

		NotCompared:  "the shops were not compared for this date: only a night does that",
		NotPublished: "the numbers of this date are not published",
		NumbersStale: "the published numbers are older than what was pulled: run the night again",
		PlanMissing:  "its plan is not written: see why in its workflow, then run the night again",
		PlanRefused:  "{says}",
		PlanLost: "the ledger holds fewer deliveries than were planned: {stored} of {expected}: restore the table deliveries from a backup taken after the plan, " +
			"before anything of this campaign is sent again",
		BooksOpen: "{open} of {planned} planned have no outcome although it is over: run the night again, which closes the books",

		NightNotWhole: "the night is not whole: {says}",
		DatePast:      "its business date is past",
		FailureRate:   "{failed} of {came} messages failed, more than pause_at_failure_rate allows",
		HeldBy:        "held by {by}",
		HeldByNote:    "held by {by}: {says}",
		Restored: "the ledger is that of a backup of {says} UTC: what was sent later is not in it, and may have reached these members already; " +
			"release sends it all the same",
		SegmentGone: "the segment {segment} is no longer saved on the console: save it again under this name, or name another one in the campaign's audience",
	},
}
