package check

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"

	"regulars/config"
)

// records looks up the texts of a name; *net.Resolver is one.
type records interface {
	LookupTXT(ctx context.Context, name string) ([]string, error)
}

// senderDomain is the domain that a brand's mails come from; empty where there is none.
func senderDomain(c *config.Channel) string {
	from, err := mail.ParseAddress(c.From)
	if err != nil {
		return ""
	}
	_, domain, _ := strings.Cut(from.Address, "@")
	return strings.ToLower(strings.TrimSuffix(domain, "."))
}

// envelopeDomain is the domain whose SPF record mailboxes ask for: that of return_path, which
// stands in the envelope, or else the sender's.
func envelopeDomain(sender string, c *config.Channel) string {
	_, domain, given := strings.Cut(c.ReturnPath, "@")
	if !given {
		return sender
	}
	return strings.ToLower(strings.TrimSuffix(domain, "."))
}

// organisation is the domain that somebody registered, such as shop.tw of news.shop.tw.
func organisation(domain string) string {
	if name, err := publicsuffix.EffectiveTLDPlusOne(domain); err == nil {
		return name
	}
	return domain
}

// reserved are the endings of names that are nobody's (RFC 2606, RFC 6761).
var reserved = []string{".test", ".example", ".invalid", ".localhost", ".local", ".example.com", ".example.net", ".example.org"}

// checkDomain looks whether mailboxes can know that mails of the brand are the brand's. What
// is missing is a warning: the mails go all the same, but land in spam. So is a DNS that
// doesn't answer.
func checkDomain(dns records, brand string, c *config.Channel) func(context.Context) Finding {
	domain := senderDomain(c)
	return func(ctx context.Context) Finding {
		f := Finding{What: "sender " + brand + "/" + domain}
		if slices.ContainsFunc(reserved, func(ending string) bool { return strings.HasSuffix("."+domain, ending) }) {
			f.Says = "the domain is for tests: not looked up"
			return f
		}
		var good []string
		for _, look := range []func(context.Context, records, string, *config.Channel) (string, string, error){spf, dkim, dmarc} {
			says, warning, err := look(ctx, dns, domain, c)
			switch {
			case err != nil:
				f.Warn = append(f.Warn, "DNS doesn't answer, so nothing could be looked up: "+reasonOf(err))
				f.Says = "not looked up"
				return f
			case warning != "":
				f.Warn = append(f.Warn, warning)
			case says != "":
				good = append(good, says)
			}
		}
		if c.DKIMSelector == "" {
			f.Note = append(f.Note, "DKIM can't be looked up: write dkim_selector under the channel edm, as the provider names it")
		}
		f.Says = strings.Join(good, ", ")
		return f
	}
}

// texts are the records of a name that begin with a mark; none where the name doesn't exist.
func texts(ctx context.Context, dns records, name, mark string) ([]string, error) {
	all, err := dns.LookupTXT(ctx, name)
	var failed *net.DNSError
	if errors.As(err, &failed) && failed.IsNotFound {
		return nil, nil
	}
	return slices.DeleteFunc(all, func(text string) bool {
		return !strings.HasPrefix(strings.ToLower(strings.TrimSpace(text)), mark)
	}), err
}

// spf asks who may send for the domain of the envelope (RFC 7208), and whether mailboxes
// count that for the sender (DMARC, RFC 7489 3.1.2).
func spf(ctx context.Context, dns records, sender string, c *config.Channel) (says, warning string, err error) {
	domain := envelopeDomain(sender, c)
	found, err := texts(ctx, dns, domain, "v=spf1")
	switch {
	case err != nil:
		return "", "", err
	case len(found) > 1:
		return "", fmt.Sprintf("%s has %d SPF records, which counts as none: join them into one TXT record", domain, len(found)), nil
	case len(found) == 0:
		return "", fmt.Sprintf("%s has no SPF record: add a TXT record such as %q", domain, "v=spf1 "+senderOf(c.Provider)+" ~all"), nil
	case slices.Contains(strings.Fields(strings.ToLower(found[0])), "+all") || slices.Contains(strings.Fields(strings.ToLower(found[0])), "all"):
		return "", "the SPF record of " + domain + " lets everybody send for it: end it with ~all or -all", nil
	}
	switch {
	case organisation(domain) != organisation(sender):
		return "", fmt.Sprintf("return_path is at %s, the mails are from %s: SPF doesn't count for DMARC between two organisations; use an address at %s", domain, sender, organisation(sender)), nil
	case domain != sender:
		return "SPF of " + domain, "", nil
	}
	return "SPF", "", nil
}

// senderOf is what an SPF record says of a provider.
func senderOf(provider string) string {
	switch provider {
	case "ses", "resend":
		return "include:amazonses.com"
	case "sendgrid":
		return "include:sendgrid.net"
	case "mailgun":
		return "include:mailgun.org"
	}
	return "mx"
}

// dkim asks for the key that signs the mails (RFC 6376), by the selector of the config.
func dkim(ctx context.Context, dns records, domain string, c *config.Channel) (says, warning string, err error) {
	if c.DKIMSelector == "" {
		return "", "", nil
	}
	name := c.DKIMSelector + "._domainkey." + domain
	all, err := texts(ctx, dns, name, "")
	if err != nil {
		return "", "", err
	}
	for _, text := range all {
		for tag := range strings.SplitSeq(text, ";") {
			if key, is := strings.CutPrefix(strings.TrimSpace(tag), "p="); is && strings.TrimSpace(key) == "" {
				return "", "the DKIM key at " + name + " is revoked: publish the provider's key again, or name its selector", nil
			} else if is {
				return "DKIM", "", nil
			}
		}
	}
	return "", "no DKIM key at " + name + ": add the record that the provider shows for this domain, or correct dkim_selector", nil
}

// dmarc asks what mailboxes are to do with mails that fail both (RFC 7489); a subdomain has
// that of its organisation.
func dmarc(ctx context.Context, dns records, domain string, _ *config.Channel) (says, warning string, err error) {
	names := []string{domain}
	if whole := organisation(domain); whole != domain {
		names = append(names, whole)
	}
	for _, name := range names {
		found, err := texts(ctx, dns, "_dmarc."+name, "v=dmarc1")
		if err != nil {
			return "", "", err
		}
		if len(found) == 1 {
			return "DMARC", "", nil
		}
		if len(found) > 1 {
			return "", "_dmarc." + name + " has several DMARC records, which counts as none: keep one", nil
		}
	}
	return "", fmt.Sprintf("%s has no DMARC record, which Gmail and Yahoo ask of who sends many mails: add a TXT record %q at _dmarc.%s", domain, "v=DMARC1; p=none", names[len(names)-1]), nil
}

// reasonOf says why DNS didn't answer, without the address of the server.
func reasonOf(err error) string {
	var failed *net.DNSError
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &failed) && failed.IsTimeout:
		return "no answer in time"
	case errors.As(err, &failed):
		return "no server can be reached"
	}
	return err.Error()
}
