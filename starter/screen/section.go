package screen

// section is a group of metrics that are read together, in that order, and the
// windows in which they are shown when none is asked for.
type section struct {
	title   string
	windows []string
	metrics []string
}

var sections = []section{
	{"Sales", []string{"day", "28d"}, []string{
		"revenue", "orders", "buyers", "aov", "units", "gross", "discounts", "shipping", "tax", "refunds", "returns",
		"cancelled_orders", "orders_without_member", "gross_margin"}},
	{"Repurchase", []string{"day", "28d"}, []string{
		"new_buyers", "returning_buyers", "repeat_order_rate", "repeat_member_rate", "repeat_buyer_rate",
		"repeat_revenue_share", "repeat_customer_revenue_share", "purchase_frequency", "spend_per_member"}},
	{"New to returning", []string{"year", "asof"}, []string{
		"new_to_returning_rate", "new_to_returning_rate_30d", "new_to_returning_rate_60d",
		"new_to_returning_rate_90d", "new_to_returning_rate_365d"}},
	{"Retention", []string{"28d", "90d", "365d", "asof", "day"}, []string{"retention_rate", "churn_rate", "winback_rate"}},
	{"Lifetime", []string{"28d", "365d", "asof"}, []string{"registered", "activation_rate", "ltv_historic", "pareto_top20_share"}},
	{"Prediction", []string{"day"}, []string{"p_alive", "expected_14d", "clv_365d"}},
	{"Repurchase cycle", []string{"asof"}, []string{"cycle_median", "cycle_mean", "cycle_p75", "cycle_p90"}},
	{"Behaviour", []string{"28d"}, []string{"engagement_rate", "conversion_rate", "nps", "csat", "complaint_rate", "return_rate"}},
	{"AIPL", []string{"day"}, []string{"aipl_a", "aipl_i", "aipl_p", "aipl_l", "aipl_rate_ai", "aipl_rate_ip", "aipl_rate_pl"}},
	{"AARRR", []string{"28d", "asof"}, []string{
		"aarrr_visits", "aarrr_visitors", "aarrr_registrations", "aarrr_registration_rate", "aarrr_cost_per_acquisition",
		"aarrr_logins", "aarrr_activation_rate",
		"aarrr_retention_rate", "aarrr_repeat_order_rate", "aarrr_repeat_member_rate", "aarrr_purchases_per_member", "aarrr_winback_rate",
		"aarrr_revenue", "aarrr_revenue_per_member", "aarrr_ltv", "aarrr_marketing_roi",
		"aarrr_invitations", "aarrr_invitations_activated", "aarrr_invitation_activation_rate", "aarrr_k_factor"}},
	{"Shops", []string{"asof", "365d"}, []string{"cross_shop_members", "online_to_offline", "offline_to_online"}},
	{"Campaigns", []string{"day", "28d"}, []string{
		"planned", "excluded", "held", "sent", "failed", "unknown", "delivered", "opened", "clicked", "replied",
		"bounced", "unsubscribed", "complained",
		"conversions", "campaign_revenue", "cost", "roas", "lift", "lift_low", "lift_high"}},
}

// others are shown where they are asked for; stages and classes have tables of
// their own.
const others = "Others"

// sectionOf is the place of a metric: its section's title, and where it stands
// in it.
func sectionOf(metric string) (title string, place int) {
	place = 0
	for _, s := range sections {
		for _, m := range s.metrics {
			if m == metric {
				return s.title, place
			}
			place++
		}
	}
	return others, place
}
