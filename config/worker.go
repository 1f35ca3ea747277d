package config

import "net"

// A key shorter than this can be guessed.
const minKeyLength = 16

func (r *reader) checkWorker(w Worker) {
	if _, _, err := net.SplitHostPort(w.Listen); err != nil {
		r.Add("worker.listen", "it is not host:port", "write it as 127.0.0.1:9464")
	}
	r.address("worker.public_url", w.PublicURL, true)
}

func (r *reader) checkPrivacy(cfg *Config) {
	if sends(cfg) && !r.IsBroken("privacy.hash_key_file") {
		r.needSecret("privacy.hash_key", cfg.Privacy.HashKey)
	}
	r.keyLength("privacy.hash_key", cfg.Privacy.HashKey)
	r.keyLength("privacy.payload_key", cfg.Privacy.PayloadKey)
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
