package config

import (
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"
)

var snsTopic = regexp.MustCompile(`^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]+(\.fifo)?$`)

// checkAnswers checks what the worker answers for a channel to the outside.
func (r *reader) checkAnswers(at string, c *Channel) {
	r.address(at+".track_url", c.TrackURL, true)
	r.linkPath(at+".track_url", c.TrackURL, "/t")
	if u, err := url.Parse(c.TrackURL); err == nil && (u.RawQuery != "" || u.Fragment != "") {
		r.Add(at+".track_url", "links are written behind its path", "leave out ? and what follows it")
	}
	if c.Answers.Topic != "" && !snsTopic.MatchString(c.Answers.Topic) {
		r.Add(at+".answers.topic", "it is not the ARN of an SNS topic", "write it as arn:aws:sns:ap-northeast-1:123456789012:mail")
	}
	if oneOf(c.Provider, []string{"smtp", "mitake"}) {
		r.keyLength(at+".answers.key", c.Answers.Key)
	}
}

// answered are the paths that the worker answers itself.
var answered = []string{"/healthz", "/readyz", "/metrics", "/answers", "/hints", "/events", "/events.js"}

// linkPath keeps the links of messages off what the worker answers itself.
func (r *reader) linkPath(at, text, example string) {
	u, err := url.Parse(text)
	if err != nil || text == "" {
		return
	}
	p := path.Join("/", u.Path)
	for _, taken := range answered {
		if p == taken || (taken == "/answers" || taken == "/hints") && strings.HasPrefix(p, taken+"/") {
			r.Add(at, "the worker answers "+taken+" itself", "give the links a path of their own, such as "+example)
		}
	}
}

func (r *reader) checkEvents(at string, b *Brand) {
	r.keyLength(at+".key", b.Events.Key)
	if key := b.Events.PublicKey; key != "" && len(key) < minKeyLength {
		r.Add(at+".public_key", "the key is too short to belong to one brand only", "use at least 16 random characters, such as openssl rand -hex 16 prints")
	}
	if b.Events.Key.Empty() && b.Events.PublicKey == "" {
		return
	}
	r.need(at+".shop", b.Events.Shop, "write the name of the shop in which the events happen")
	if b.Events.Shop != "" {
		if _, err := b.Shop(b.Events.Shop); err != nil {
			r.Add(at+".shop", fmt.Sprintf("there is no shop %q", r.Written(at+".shop")), "write the name of one of the brand's shops")
		}
	}
}

// checkEventKeys sees to it that a key is one brand's and either public or not.
func (r *reader) checkEventKeys(brands []Brand) {
	taken := map[string]bool{}
	for i := range brands {
		at := item("brands", i) + ".events"
		if key := brands[i].Events.Key.Reveal(); key != "" {
			if taken[key] {
				r.Add(at+".key", "the key is another one's", "give each brand a key of its own")
			}
			taken[key] = true
		}
		if key := brands[i].Events.PublicKey; key != "" {
			if taken[key] {
				r.Add(at+".public_key", "the key is another one's", "give each brand, and its pages, a key of their own")
			}
			taken[key] = true
		}
	}
}
