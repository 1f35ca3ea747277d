package regulars

// Channel is a way by which messages reach members, as config, consents and the
// ledger name it.
type Channel string

// The channels.
const (
	ChannelEDM  Channel = "edm" // mail
	ChannelSMS  Channel = "sms"
	ChannelLINE Channel = "line"
)

// Channels lists every channel.
var Channels = []Channel{ChannelEDM, ChannelSMS, ChannelLINE}
