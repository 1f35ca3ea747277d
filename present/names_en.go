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
	Columns: map[string]string{
		"member_id": "Member", "name": "Name", "email": "E-mail", "phone": "Phone", "line_id": "LINE id",
		"marketing_consent": "Consent for marketing", "city": "City", "first_purchase": "First purchase",
		"last_purchase": "Last purchase", "purchases": "Purchases", "revenue": "Revenue",
		"recency_days": "Days since last purchase", "r_score": "R score", "f_score": "F score", "m_score": "M score",
		"rfm_class": "RFM class", "stage": "Stage", "stage_since": "Stage since", "stage_next": "Next stage",
		"stage_next_on": "Next stage on", "life_phase": "Life phase", "value_tier": "Value tier", "aipl": "AIPL",
		"p_alive": "Probability of being active", "expected_14d": "Purchases expected in 14 days",
		"clv_365d": "Value expected in 365 days", "next_purchase": "Next purchase", "preferred_channel": "Preferred channel",
		"tags": "Tags", "stage_before": "Stage before", "channel": "Channel", "state": "State", "reason": "Reason",
		"date": "Date", "scope": "Scope", "metric": "Metric", "window": "Window", "value": "Value",
		"change_day": "Change to the day before", "change_week": "Change to the week before",
		"change_month": "Change to 28 days before", "change_year": "Change to the year before",
		"robust_z": "Deviation from usual (z)", "anomaly": "Unusual", "target": "Target", "target_gap": "Above target",
		"part": "Part", "record": "Record", "shop": "Shop", "order_id": "Order id", "number": "Order number",
		"placed_at": "Placed at (UTC)", "seq": "Purchase of the member", "units": "Units", "numerator": "Numerator",
		"denominator": "Denominator", "campaign": "Campaign", "delivered_on": "Delivered on", "delivery": "Delivery",
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
		Missed:       "no night ran for %s: those numbers were computed with this one",
		MissedBefore: "nor for %s, which have no numbers: `starter backfill --from %s --to %s` computes them",
		CaughtUp:     "who entered a stage on those dates is addressed tonight by %s (catch_up: send)",
		KeptCycles: "the repurchase cycle from %s on was made of %s gaps, and of the same time there are %s by now: " +
			"it is kept until `starter backfill --from %s --remake %s` makes it again",
		KeptFits: "the predictions from %s on were fitted to %s members, and of the same time there are %s by now: " +
			"they are kept until `starter backfill --from %s --remake %s` makes them again",
		MissedCampaign: "who entered a stage on those dates is in no plan of %s (catch_up: skip)",
		Dates:          "%s to %s", And: ", ",
	},
}
