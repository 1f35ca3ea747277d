package meter

import "github.com/prometheus/client_golang/prometheus"

// desc describes a metric; prefix is that of all of ours.
func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(prefix+name, help, labels, nil)
}

const prefix = "regulars_"

var (
	buildInfo    = desc("build_info", "1; the label is the release.", "version")
	ready        = desc("ready", "1: the worker works; 0: it waits for a server.")
	refused      = desc("config_refused", "1: the config's file as it is now is refused, and the one before is served.")
	clickHouseUp = desc("clickhouse_up", "1: the last reading of ClickHouse succeeded.")
	temporalUp   = desc("temporal_up", "1: Temporal answers.")
	readAt       = desc("reading_timestamp_seconds", "When the numbers below were read from ClickHouse.")
	readTook     = desc("reading_duration_seconds", "How long that took.")

	published = desc("published_until_timestamp_seconds", "The end of the last business date that has numbers.", "brand")

	nightDate     = desc("night_date_timestamp_seconds", "The end of the business date of the newest night with a certificate.", "brand")
	nightWhole    = desc("night_whole", "1: the newest certificate is whole.", "brand")
	nightDuration = desc("night_duration_seconds", "From the newest night's first pull to its certificate.", "brand")
	gateRecords   = desc("gate_records", "Records of the newest gate: as the platform counts them, received, stored, rejected.", "brand", "shop", "entity", "count")
	gateOK        = desc("gate_ok", "1: the newest gate let the line pass.", "brand", "shop", "entity")

	shopReceived = desc("shop_received_records_total", "Records of all complete pulls; a record counts with each pull that receives it.", "brand", "shop", "entity")
	shopRejected = desc("shop_rejected_records_total", "Records that could not be understood, of all complete pulls.", "brand", "shop", "entity")
	shopUntil    = desc("shop_complete_until_timestamp_seconds", "The end of the last complete window: up to then all changes are known.", "brand", "shop", "entity")

	messages = desc("campaign_messages", "Members of each campaign's newest run, by outcome: planned, reserved, sent, failed, unknown, excluded, held.", "brand", "campaign", "channel", "outcome")
	waiting  = desc("campaign_waiting_members", "Members of runs that wait for a person, by what they wait for: approval or release.", "brand", "campaign", "for")

	quotaLeft = desc("channel_quota_left", "Messages that the provider's account may still send; absent where there is no limit.", "brand", "channel")
)

var all = []*prometheus.Desc{
	buildInfo, ready, refused, clickHouseUp, temporalUp, readAt, readTook, published, nightDate, nightWhole, nightDuration,
	gateRecords, gateOK, shopReceived, shopRejected, shopUntil, messages, waiting, quotaLeft,
}
