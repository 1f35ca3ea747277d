package deliver

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"io"
	"strconv"

	"github.com/google/uuid"

	"regulars"
	"regulars/channel"
	"regulars/identity"
	"regulars/schema/ledger"
)

// retryKeys is the name space of the keys by which a provider recognises a delivery.
// Another one would send again what is under way.
var retryKeys = uuid.MustParse("c1a7c0de-5f0a-4b7e-9d55-0f5f2f6f3a10")

// Letter is what a campaign says on a channel, and how members refuse more of it.
type Letter struct {
	Templates       map[string]*channel.Template // by variant; under an empty name where the campaign has one text
	UnsubscribeURL  string                       // https, before its signature; or empty
	UnsubscribeMail string
	TrackURL        string // https, below which links and the picture count clicks and opens; or empty
	Key             string // signs the links
	Language        string // the brand's

	void bool // its links act on nobody
}

// pen writes a letter's messages of one run on one channel: what they share is made once. It
// is for one goroutine at a time.
type pen struct {
	Letter
	run    ledger.Run
	mask   identity.Mask
	links  *channel.Links
	hasher hash.Hash
}

// pen readies the writing of messages on a channel.
func (l Letter) pen(run ledger.Run, purpose, name string) *pen {
	return &pen{
		Letter: l, run: run, mask: identity.NewMask(l.Key, run.Brand),
		links:  channel.NewLinks(run.Brand, name, purpose, l.UnsubscribeURL, l.linkKey()),
		hasher: hmac.New(sha256.New, []byte(l.Key)),
	}
}

// message renders what a recipient gets.
func (l Letter) message(run ledger.Run, purpose string, r ledger.Recipient) (regulars.Message, error) {
	return l.pen(run, purpose, r.Channel).message(r)
}

// message renders what a recipient on the pen's channel gets.
func (p *pen) message(r ledger.Recipient) (regulars.Message, error) {
	template, known := p.Templates[r.Variant]
	if !known {
		return regulars.Message{}, fmt.Errorf("the campaign no longer has the variant %q that was planned: put it back, or cancel the campaign", r.Variant)
	}
	run, link, id := p.run, p.links.Of(r.MemberID), p.mask.Write(r.MemberID)
	text, err := template.Render(channel.Values{
		Member: p.memberOf(r, id), Brand: run.Brand, Campaign: run.Campaign, Date: string(run.Date), UnsubscribeURL: link, Coupon: r.Coupon,
		Entry: channel.Entry{Key: r.Entry.Key, Goods: r.Entry.Said["goods"], Link: r.Entry.Said["link"], Total: r.Entry.Said["total"]},
	})
	if err != nil {
		return regulars.Message{}, err
	}
	text = text.Track(channel.Touch{
		Brand: run.Brand, Campaign: run.Campaign, Date: run.Date, Channel: regulars.Channel(r.Channel), Member: r.MemberID,
	}, p.TrackURL, p.Key, link)
	return regulars.Message{
		DeliveryID: run.MaskedID(id), RetryKey: retryKey(run, r),
		To: r.Address, Name: r.Name, Subject: text.Subject, Text: text.Text, JSON: text.JSON, HTML: text.HTML,
		UnsubscribeURL: link, UnsubscribeMail: p.UnsubscribeMail,
	}, nil
}

// retryKey is the same for every try of a delivery on a channel, and another one for
// every other.
func retryKey(run ledger.Run, r ledger.Recipient) string {
	return uuid.NewSHA1(retryKeys, []byte(run.DeliveryID(r.MemberID)+"/"+r.Channel)).String()
}

func (l Letter) memberOf(r ledger.Recipient, id string) channel.Member {
	m := channel.Member{
		ID: id, Name: r.Name, Stage: r.Stage, StageBefore: r.StageBefore,
		RecencyDays: int(r.RecencyDays), Purchases: int(r.Purchases), Revenue: r.Revenue, RFMClass: r.RFMClass,
		Language: cmp.Or(r.Language, l.Language),
	}
	for _, p := range r.Products {
		m.Recommended = append(m.Recommended, channel.Product{Name: p.Name, URL: p.URL, Image: p.Image, Price: p.Price})
	}
	if r.LastPurchase != nil {
		m.LastPurchase = r.LastPurchase.Format("2006-01-02")
	}
	return m
}

// content is a keyed hash of a message: the same for the very same one, and nothing
// that the text could be guessed from. It is never 0.
func (p *pen) content(m regulars.Message) uint64 {
	p.hasher.Reset()
	var length [20]byte
	for _, part := range []string{"content", m.RetryKey, m.To, m.Subject, m.Text, m.HTML} {
		p.hasher.Write(append(strconv.AppendInt(length[:0], int64(len(part)), 10), ':'))
		_, _ = io.WriteString(p.hasher, part)
	}
	return binary.LittleEndian.Uint64(p.hasher.Sum(nil)) | 1
}
