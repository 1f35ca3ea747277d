package prerequisite

// The files that tests read, by their paths in the shared folder.
const (
	OnlineRetail = "data/online_retail/online_retail.csv.zst"
	CDNOWMaster  = "data/cdnow/CDNOW_master.txt"
	CDNOWSample  = "data/cdnow/CDNOW_sample.txt"
	TwilioAPI    = "specs/twilio-oai/twilio_api_v2010.json"
	LINEAPI      = "specs/line-openapi/messaging-api.yml"
	SendGridAPI  = "specs/sendgrid-oai/tsg_mail_v3.json"
	Signatures   = "fixtures/signature_vectors.json"
	LINEWebhook  = "fixtures/line/tests/text/webhook.json"
	LINEWebhook3 = "fixtures/line/tests/v3/text/webhook.json"
)

// source is where a file can be had, and what it has to be.
type source struct {
	from   string // the public name, in words
	sha256 string // of the content; of the unpacked content where the file is packed
}

var sources = map[string]source{
	OnlineRetail: {
		"the data set Online Retail of the UCI Machine Learning Repository (Chen, 2015), as the R package onlineretail holds it, " +
			"written as CSV with strings in quotes, times as 2010-12-01 08:26:00 and nothing where there is no customer, packed by zstd",
		"3a62b16c6e79c05582242c33685626aee2f1399c4d07520ee4c772ba5b26e030",
	},
	CDNOWMaster: {
		"CDNOW_master.txt of Fader and Hardie's data set CDNOW, brucehardie.com/datasets",
		"eff6889ed364c5199d6eacbbeb7a6d559971df4406ac876f322c373f00a072ef",
	},
	CDNOWSample: {
		"CDNOW_sample.txt of Fader and Hardie's data set CDNOW, brucehardie.com/datasets",
		"6fae10155c0b0ba363c2c386e30f77990d22328220efd862a5edd1443420d94a",
	},
	TwilioAPI: {
		"spec/json/twilio_api_v2010.json of github.com/twilio/twilio-oai at commit d50069b",
		"99cae87a6bb1725f71363364cbd30282a13140374b2d5f9bdd5bdfa5d4c8a6d7",
	},
	SendGridAPI: {
		"spec/json/tsg_mail_v3.json of github.com/twilio/sendgrid-oai at commit dbe0e0d",
		"4ba24d0feb8a6b347f60528161d1cf0e7591987d2b3a64a6533685dc2b39d19f",
	},
	LINEAPI: {
		"messaging-api.yml of github.com/line/line-openapi at commit 6e4c2a2",
		"0227978ce1b3133e20da034fc33a9241000619ae4fea2fda7b61983abf79577a",
	},
	Signatures: {
		"the signatures in tests/test_webhook.py of github.com/line/line-bot-sdk-python at commit e1fa9338 and in " +
			"client/request_validator_test.go of github.com/twilio/twilio-go at commit d858acdc, as JSON",
		"ffb3a75e32930842d50b22aeeef9e9f4f694ff913de89fca8a5924c0d22bd4a6",
	},
	LINEWebhook: {
		"tests/text/webhook.json of github.com/line/line-bot-sdk-python at commit e1fa9338",
		"e069d284f4708dbb94bea536295ce52ac79401e08649b39ec748183e5c5306c1",
	},
	LINEWebhook3: {
		"tests/v3/text/webhook.json of github.com/line/line-bot-sdk-python at commit e1fa9338",
		"9bcfcd0fb545b1c1cf022604773d3036fbfb3bd63be60b89a21057792aa933ed",
	},
}
