package present

// English are the names in English.
var English = Names{
	Lang: "en", Points: "pt", DaysAfter: " d",

	Stages: map[string]string{
		"prospect": "prospect", "new": "new", "active": "active", "sleep": "sleep", "lost": "lost", "deep": "deep", "none": "not yet known",
	},
	StageMeanings: map[string]string{
		"prospect": "no purchase yet", "new": "one purchase within 3c", "active": "two or more within 3c",
		"sleep": "two or more 3c–6c ago", "lost": "one 3c–6c ago", "deep": "nothing within 6c",
	},
	StageMembers: "Members: %s",
	Classes: map[string]string{
		"vip": "VIP", "attention": "attention", "frequent": "potential frequent", "developing": "developing",
		"keep": "keep", "maintain": "maintain", "winback": "win back", "dormant": "dormant",
	},
	Windows: map[string]string{
		"day": "day", "7d": "7 days", "28d": "28 days", "90d": "90 days", "365d": "365 days",
		"month": "month to date", "year": "year to date", "asof": "all time",
	},
	Metrics: map[string]string{
		"revenue": "Revenue", "orders": "Orders", "buyers": "Buyers", "aov": "Average order", "units": "Units",
		"gross": "Gross", "discounts": "Discounts", "shipping": "Shipping", "tax": "Tax", "refunds": "Refunds", "returns": "Returns",
		"cancelled_orders": "Cancelled orders", "orders_without_member": "Orders without member", "gross_margin": "Gross margin",
		"new_buyers": "New buyers", "returning_buyers": "Returning buyers", "returning_orders": "Returning orders",
		"returning_revenue": "Returning revenue", "member_orders": "Members' orders", "member_revenue": "Members' revenue",
		"repeat_order_rate": "Repeat order rate", "repeat_member_rate": "Repeat member rate", "repeat_buyer_rate": "Repeat buyer rate",
		"repeat_revenue_share": "Repeat revenue share", "repeat_customer_revenue_share": "Repeat customers' revenue share",
		"new_to_returning_rate": "New to returning", "retention_rate": "Retention", "churn_rate": "Churn", "winback_rate": "Win-back",
		"registered": "Registered", "activation_rate": "Activation rate", "cycle_median": "Repurchase cycle, median",
		"purchase_frequency": "Purchase frequency", "spend_per_member": "Spend per member",
		"pareto_top20_share": "Share of the top 20 %", "ltv_historic": "Lifetime value", "conversion_rate": "Conversion rate", "engagement_rate": "Engagement rate",
		"aipl_a": "A awareness", "aipl_i": "I interest", "aipl_p": "P purchase", "aipl_l": "L loyalty",
		"aarrr_visits": "Visits", "aarrr_visitors": "Visitors", "aarrr_registrations": "Registrations",
		"aarrr_registration_rate": "Registration rate", "aarrr_cost_per_acquisition": "Cost per acquisition",
		"aarrr_logins": "Logins", "aarrr_activation_rate": "Activation rate", "aarrr_retention_rate": "Retention rate",
		"aarrr_repeat_order_rate": "Repeat order rate", "aarrr_repeat_member_rate": "Repeat member rate",
		"aarrr_purchases_per_member": "Purchases per member", "aarrr_winback_rate": "Win-back rate", "aarrr_revenue": "Revenue",
		"aarrr_revenue_per_member": "Revenue per member", "aarrr_ltv": "Lifetime value", "aarrr_marketing_roi": "Marketing ROI",
		"aarrr_invitations": "Invitations", "aarrr_invitations_activated": "Activated invitations",
		"aarrr_invitation_activation_rate": "Activation rate of invitations", "aarrr_k_factor": "K-factor",
	},

	certificate: certificateWords{
		Title: "Certificate of %s, %s: %s", Whole: "whole", NotWhole: "NOT WHOLE", Shops: "Shops", Campaigns: "Campaigns",
		Stores:    "Shops as wholes, now",
		StoreHead: [...]string{"shop", "what", "platform", "stored", "hidden", "rejected", "last sweep (healed)", "healed tonight", ""},
		Unseen:    "What was compared, and what the platforms can't tell", UnseenHead: [...]string{"shop", "what", "and what is done instead"}, NoSweep: "none yet",
		ShopHead:     [...]string{"shop", "what", "platform", "received", "stored", "rejected", ""},
		CampaignHead: [...]string{"campaign", "state", "planned", "sent", "failed", "unknown", "excluded", "held", ""},
		Files:        "Rows of files",
		FilesHead:    [...]string{"shop", "what", "rows", "used", "rejected", "left out", "blank or totals", "read as found, not declared"},
		CantCount:    "can't count", Unchanged: "unchanged", Unmapped: "%s orders don't count, for nobody mapped their status: %s",
		Missed:         "no night ran for %s: those numbers were computed with this one",
		MissedBefore:   "nor for %s, which have no numbers: `starter backfill --from %s --to %s` computes them",
		CaughtUp:       "who entered a stage on those dates is addressed tonight by %s (catch_up: send)",
		MissedCampaign: "who entered a stage on those dates is in no plan of %s (catch_up: skip)",
		Dates:          "%s to %s", And: ", ",
	},
}
