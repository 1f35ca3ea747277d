package config

import (
	"net/url"
	"strings"

	"regulars/config/operation"
)

// A key shorter than this can be guessed.
const minKeyLength = 16

func (r *reader) checkWorker(cfg *Config) {
	r.problems("worker", cfg.Worker.Mistakes(operation.Surroundings{
		Given: func(key string) bool { return r.Given("worker." + key) }, Encrypted: !cfg.Privacy.PayloadKey.Empty(), Console: cfg.Console.On(),
	}))
	r.address("worker.public_url", cfg.Worker.PublicURL, true)
}

// setCallbacks names the address to which the providers of SMS that ask for one with each
// message report what became of it. Mitake signs nothing: a secret ends its address.
func setCallbacks(cfg *Config) {
	if cfg.Worker.PublicURL == "" {
		return
	}
	for i := range cfg.Brands {
		sms := cfg.Brands[i].Channels["sms"]
		if sms == nil {
			continue
		}
		address := strings.TrimRight(cfg.Worker.PublicURL, "/") + "/answers/" + cfg.Brands[i].Name + "/sms"
		switch {
		case sms.Provider == "twilio":
			sms.Callback = NewSecret(address)
		case sms.Provider == "mitake" && !sms.Answers.Key.Empty():
			sms.Callback = NewSecret(address + "/" + url.PathEscape(sms.Answers.Key.Reveal()))
		}
	}
}

func (r *reader) checkPrivacy(cfg *Config) {
	if sends(cfg) && !r.IsBroken("privacy.hash_key_file") {
		r.needSecret("privacy.hash_key", cfg.Privacy.HashKey)
	}
	r.notNegative("privacy.raw_days", float64(cfg.Privacy.RawDays))
	r.keyLength("privacy.hash_key", cfg.Privacy.HashKey)
	r.keyLength("privacy.payload_key", cfg.Privacy.PayloadKey)
	r.keyLength("privacy.payload_key_other", cfg.Privacy.PayloadKeyOther)
	if cfg.Privacy.PayloadKey.Empty() && !cfg.Privacy.PayloadKeyOther.Empty() {
		r.Add("privacy.payload_key_other", "nothing is encrypted without payload_key", "write payload_key, too")
	}
}

func sends(cfg *Config) bool {
	for i := range cfg.Brands {
		if len(cfg.Brands[i].Campaigns) > 0 {
			return true
		}
	}
	return false
}

func (r *reader) keyLength(path string, key Secret) {
	if key.Empty() || len(key.Reveal()) >= minKeyLength {
		return
	}
	if !r.Given(path) {
		path += "_file"
	}
	r.Add(path, "the key is too short to protect anything", "use at least 16 random characters, such as openssl rand -hex 32 prints")
}
