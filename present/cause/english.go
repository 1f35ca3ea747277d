package cause

// English is the language in which sentences are stored.
const English = "en"

var englishWords = language{
	shop:     "shop {shop}: ",
	entity:   "shop {shop}, {entity}: ",
	whole:    "shop {shop} as a whole, {entity}: ",
	campaign: "campaign {campaign}: ",
	next:     "; ",
	rangeOf:  "%d to %d",
	texts: map[Code]string{
		PullOpen:   "the pull did not end: see why in its workflow, then run the night again",
		PullFailed: "{says}",
		NotPulled:  "nothing was pulled of it: run the night again",
		HoursAvoided: "it is still being pulled: by its avoid_hours the shop is left alone until {says}, then the pull goes on by itself. " +
			"What changed in it since {words} is missing here: run the night again when `starter status --shops` shows it whole",
		HoursAvoided + FirstPull: "it is still being pulled for the first time: by its avoid_hours the shop is left alone until {says}, then the pull goes on by itself. " +
			"Records of it are missing here: run the night again when `starter status --shops` shows it whole",
		RequestsSpent: "it is still being pulled: the {came} requests that requests_per_day allows are spent, and the shop is left alone until {says}, then the pull goes on by itself. " +
			"What changed in it since {words} is missing here: run the night again when `starter status --shops` shows it whole",
		RequestsSpent + FirstPull: "it is still being pulled for the first time: the {came} requests that requests_per_day allows are spent, and the shop is left alone until {says}, " +
			"then the pull goes on by itself. Records of it are missing here: run the night again when `starter status --shops` shows it whole",
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
		ComplaintRate: "{failed} of {came} messages were reported as spam, more than pause_at_complaint_rate allows",
		HeldBy:        "held by {by}",
		HeldByNote:    "held by {by}: {says}",
		Restored: "the ledger is that of a backup of {says} UTC: what was sent later is not in it, and may have reached these members already; " +
			"release sends it all the same",
		SegmentGone: "the segment {segment} is no longer saved on the console: save it again under this name, or name another one in the campaign's audience",

		NotCounted:    "nothing was compared: the shop counts nothing of it",
		SpansCompared: "the totals were compared, month by month of creation; changes of one month that make up for each other, and what moves no total, wait for the next whole sweep",
		TotalCompared: "the total was compared; changes that make up for each other, and what moves no total, wait for the next whole sweep",
		HiddenAsked:   "of {open} hidden ones {came} are asked for by their ids each night",
		TotalUnsure:   "the total may count {open} others or not, and so many deletions are seen by the list of ids only",
		MonthsSwept:   "every record of the months whose totals differed was compared by its id; of the others only the totals",
		AllSwept:      "every record was compared by its id",

		Unseen + "orders_deleted":       "nothing announces an order that is deleted: totals find it the same night",
		Unseen + "orders_gone":          "nothing announces an order that is deleted for good or whose status lost its plugin: totals find it the same night",
		Unseen + "posts_edited":         "on the old posts storage an edit of total, customer or mail moves no time: the sweep finds it",
		Unseen + "posts_lines":          "lines that changed there while all of these stayed can't be seen",
		Unseen + "refunds_deleted":      "a refund that is deleted moves no time: totals find it the same night",
		Unseen + "customers_deleted":    "nothing announces a customer who is deleted: totals find it the same night",
		Unseen + "guests_unlisted":      "guests are in no list",
		Unseen + "old_orders_hidden":    "without the scope read_all_orders, orders older than 60 days can't be seen, and nothing is compared",
		Unseen + "refund_time_unknown":  "whether a refund moves the time of its order is not documented: young orders are read again each night",
		Unseen + "payments_silent":      "a captured payment moves no time of its order: the payments that changed are asked for every night",
		Unseen + "customer_gone_silent": "that a customer was deleted moves nothing of their orders: the sweep finds it",
		Unseen + "refund_of_taken":      "a refund of what a return or an edit has already taken from the total moves no time, neither of the order nor of the payment: totals find it the same night",
		Unseen + "address_silent":       "an address that is added moves no time either, and is read when the customer changes",
		Unseen + "consent_in_metadata":  "Medusa has no consent of its own: it is read from metadata",
		Unseen + "never_tried":          "91APP is not known to count, nor to say that an order was deleted; no answer of a real shop was ever compared with what the connector expects: look at the rejected orders before you rely on it",
		Unseen + "delivery_silent":      "a change of the delivery and a return order move no time of the order: young orders and those of return orders that changed are read again each night",
		Unseen + "archived_unlisted":    "archived orders are in no list, what is stored of them stays",
		Unseen + "orders_silent":        "payments, refunds, shipping and delivery move no time of an order: those placed or changed within reread are read again every night",
		Unseen + "older_silent":         "that an older one is paid, shipped or delivered, or shows another mail since its customer has one, is found by the sweep; that it was refunded, by the total of refunds the same night",
		Unseen + "refunds_silent":       "a refund moves no time of its order: all are counted every night. That one failed after it was pending lowers the total",
		Unseen + "consent_in_fields":    "Vendure has no consent of its own: it is read from custom fields",
		Unseen + "archived_unknown":     "whether lists show archived orders is not documented: one that only its id finds is taken for hidden, and asked for each night",
		Unseen + "files_are_the_shop":   "the files are themselves the shop: nobody else can be asked",
		Unseen + "products_deleted":     "nothing announces a product that is deleted: totals find it the same night, and it has no page any more; its category and cost stay for what was sold of it",
		Unseen + "products_kept":        "nothing announces a product that is deleted, and what is stored of it stays: no numbers are compared; what changed is read every night",
		Unseen + "checkouts_kept":       "an abandoned checkout that the shop lists no more stays as it was last read: no numbers are compared; what changed is read every night",
		Unseen + "carts_untold":         "this platform doesn't tell which carts were left: abandoned carts come from a feed of events, or from the shop's own pages",
		Unseen + "products_untold":      "this platform doesn't document what a product holds: products come from a feed of products",
		Unseen + "files_keep":           "a record that left them stays, since files are often the last weeks only; cancelled or deleted in a file takes it away",
	},
}
