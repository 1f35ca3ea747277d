package check

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"regulars/channel"
	"regulars/channel/providers"
	"regulars/config"
	"regulars/deliver"
	"regulars/present"
	"regulars/schema"
	"regulars/schema/ledger"
	"regulars/worker/dial"
	"regulars/worker/mailbox"
	"regulars/worker/runs"
)

// checkTimeout is how long a shop or a provider may take to answer.
const checkTimeout = 20 * time.Second

// Finding is what one check found.
type Finding struct {
	What string
	Says string   // where it is ok
	Note []string // what it can't do, by its nature
	Warn []string // what is to be looked at although it works
	Err  error
}

// Failures counts the findings that are not ok.
func Failures(findings []Finding) int {
	n := 0
	for _, f := range findings {
		if f.Err != nil {
			n++
		}
	}
	return n
}

// Config returns what a config without mistakes holds.
func Config(cfg *config.Config, path string) Finding {
	shops, campaigns := 0, 0
	for i := range cfg.Brands {
		shops += len(cfg.Brands[i].Shops)
		campaigns += len(cfg.Brands[i].Campaigns)
	}
	return Finding{What: "config " + path, Says: strings.Join([]string{
		present.Plural(len(cfg.Brands), "brand"), present.Plural(shops, "shop"), present.Plural(campaigns, "campaign"),
	}, ", ")}
}

// TemplateMistakes compiles every template: a variable that nobody knows is a
// mistake of today, not of the night. So is a text that would print an empty place.
func TemplateMistakes(cfg *config.Config) config.Mistakes {
	var mistakes config.Mistakes
	for i := range cfg.Brands {
		brand := &cfg.Brands[i]
		for j := range brand.Campaigns {
			campaign := &brand.Campaigns[j]
			path := fmt.Sprintf("brands[%d].campaigns[%d]", i, j)
			mistakes = append(mistakes, mistakesOf(cfg, path, brand, campaign, campaign.Templates)...)
			mistakes = append(mistakes, couponMistakes(cfg, path, campaign)...)
			for k, variant := range campaign.Variants {
				mistakes = append(mistakes, mistakesOf(cfg, fmt.Sprintf("%s.variants[%d]", path, k), brand, campaign, variant.Templates)...)
			}
		}
	}
	return mistakes
}

// couponMistakes says whether a campaign's codes can be read, and that there are any.
func couponMistakes(cfg *config.Config, path string, campaign *config.Campaign) config.Mistakes {
	if campaign.Coupons.File == "" {
		return nil
	}
	const remedy = "write a CSV with a code per line; a relative path starts at the config's folder"
	codes, err := deliver.Codes(campaign.Coupons.File)
	switch {
	case err != nil:
		return config.Mistakes{cfg.MistakeAt(path+".coupons.file", err.Error(), remedy)}
	case len(codes) == 0:
		return config.Mistakes{cfg.MistakeAt(path+".coupons.file", "the file holds no code", remedy)}
	}
	return nil
}

// problem is what is wrong with a text, and what to do.
type problem struct{ says, remedy string }

// mistakesOf compiles the templates of a campaign or of one of its variants.
func mistakesOf(cfg *config.Config, path string, brand *config.Brand, campaign *config.Campaign, templates map[string]config.Template) config.Mistakes {
	var mistakes config.Mistakes
	dir := filepath.Dir(cfg.Path)
	for name, text := range templates {
		for _, p := range problemsOf(brand, campaign, name, text, dir) {
			mistakes = append(mistakes, cfg.MistakeAt(path+".templates."+name, p.says, p.remedy))
		}
	}
	return mistakes
}

// problemsOf are those of a template that has a text that can be read; the config's own
// rules see to the others.
func problemsOf(brand *config.Brand, campaign *config.Campaign, name string, text config.Template, dir string) []problem {
	_, err := channel.ParseTemplate(text, dir)
	switch {
	case text.Text == "" && text.HTML == "", errors.Is(err, channel.ErrUnreadable):
		return nil
	case err == nil:
		return holesOf(brand, campaign, name, text, dir)
	}
	var problems []problem
	for line := range strings.SplitSeq(err.Error(), "\n") {
		problems = append(problems, problem{says: line})
	}
	return problems
}

// Templates returns a Finding for the templates of each campaign, which compile.
func Templates(cfg *config.Config) []Finding {
	var findings []Finding
	for i := range cfg.Brands {
		brand := &cfg.Brands[i]
		for j := range brand.Campaigns {
			campaign := &brand.Campaigns[j]
			findings = append(findings, Finding{
				What: "campaign " + brand.Name + "/" + campaign.Name, Says: "templates: " + strings.Join(campaign.Channels, ", "),
				Warn: textWarnings(brand, campaign, filepath.Dir(cfg.Path)),
			})
		}
	}
	return findings
}

// All asks everything that the config names at once, and keeps the config's order.
func All(ctx context.Context, cfg *config.Config) []Finding {
	checks := []func(context.Context) Finding{checkClickHouse, checkTemporal(cfg)}
	for i := range cfg.Brands {
		brand := &cfg.Brands[i]
		for j := range brand.Shops {
			checks = append(checks, checkShop(brand, &brand.Shops[j]))
		}
		for j := range brand.Campaigns {
			if brand.Campaigns[j].Audience.Where != "" {
				path := fmt.Sprintf("brands[%d].campaigns[%d].audience.where", i, j)
				checks = append(checks, checkWhere(cfg, path, brand, &brand.Campaigns[j]))
			}
		}
		checks = append(checks, checkWritten(cfg, brand))
		for _, l := range brand.AdLists {
			checks = append(checks, checkAdList(brand.Name, l))
		}
		for _, name := range []string{"edm", "sms", "line"} {
			if c, ok := brand.Channels[name]; ok {
				checks = append(checks, checkChannel(brand, name, c))
			}
			if c, ok := brand.Channels[name]; ok && c.Bounces.Host != "" {
				checks = append(checks, checkMailbox(brand.Name, c))
			}
			if c, ok := brand.Channels[name]; ok && name == "edm" && senderDomain(c) != "" {
				checks = append(checks, checkDomain(net.DefaultResolver, brand.Name, c))
			}
		}
	}
	return askAll(ctx, checks, checkTimeout)
}

// mostAtOnce is how many are asked at the same time: the files of fifty feeds, read at once,
// would keep each other from being done in time.
const mostAtOnce = 8

// askAll runs the checks, each for no longer than patience, and keeps their order.
func askAll(ctx context.Context, checks []func(context.Context) Finding, patience time.Duration) []Finding {
	findings := make([]Finding, len(checks))
	var group errgroup.Group
	group.SetLimit(mostAtOnce)
	for i, check := range checks {
		group.Go(func() error {
			ctx, cancel := context.WithTimeout(ctx, patience)
			defer cancel()
			findings[i] = inTime(ctx, check(ctx), patience)
			return nil // what is wrong stands in the finding
		})
	}
	_ = group.Wait()
	return findings
}

// inTime says of a check that was cut short that it was: what its last step says of it (i/o
// timeout, context deadline exceeded) is no finding.
func inTime(ctx context.Context, f Finding, patience time.Duration) Finding {
	if f.Err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		f.Err = fmt.Errorf("it was not done within %s: it, ClickHouse or this machine is busy, or doesn't answer; try again when less is going on", patience)
	}
	return f
}

func checkClickHouse(ctx context.Context) Finding {
	_, server, _ := dial.ClickHouse() // its error comes from opening, too
	f := Finding{What: "clickhouse " + server.String()}
	db, err := dial.OpenClickHouse(ctx)
	if err != nil {
		f.Err = err
		return f
	}
	defer func() { _ = db.Close() }()
	if f.Err = db.Ping(ctx); f.Err == nil {
		f.Err = schema.CheckReadYourWrites(ctx, db)
	}
	id, err := db.ID(ctx)
	f.Err = errors.Join(f.Err, err)
	f.Says = fmt.Sprintf("database %s (%s), shows at once what was written", db.Database(), id)
	return f
}

// checkWhere lets ClickHouse explain a campaign's predicate; it reads no member.
func checkWhere(cfg *config.Config, path string, brand *config.Brand, campaign *config.Campaign) func(context.Context) Finding {
	return func(ctx context.Context) Finding {
		f := Finding{What: "where of " + brand.Name + "/" + campaign.Name, Says: campaign.Audience.Where}
		db, err := dial.OpenClickHouse(ctx)
		if err != nil {
			f.Warn = []string{"it is not checked: ClickHouse does not answer"}
			return f
		}
		defer func() { _ = db.Close() }()
		err = ledger.CheckPredicate(ctx, db, brand.Name, campaign.Audience.Where)
		if errors.Is(err, ledger.ErrNoTables) {
			f.Warn = []string{"it is not checked: " + err.Error()}
			return f
		}
		if err != nil {
			f.Err = errors.New(cfg.MistakeAt(path, err.Error(), "").String())
		}
		return f
	}
}

// checkMailbox opens the mailbox of delivery reports, and changes nothing in it.
func checkMailbox(brand string, c *config.Channel) func(context.Context) Finding {
	return func(ctx context.Context) Finding {
		f := Finding{What: "bounces of " + brand + ", " + c.Bounces.Username + " at " + c.Bounces.Host}
		waiting, err := mailbox.Check(ctx, c.Bounces)
		f.Says, f.Err = present.Plural(waiting, "mail")+" to be read", err
		return f
	}
}

func checkTemporal(cfg *config.Config) func(context.Context) Finding {
	return func(ctx context.Context) Finding {
		f := Finding{What: "temporal"}
		options, server, err := dial.Temporal(cfg)
		if err != nil {
			f.Err = err
			return f
		}
		f.What += " " + server.String()
		c, err := dial.DialTemporal(ctx, cfg)
		if err != nil {
			f.Err = err
			return f
		}
		defer c.Close()
		cluster, err := dial.Cluster(ctx, c, options.Namespace)
		if err != nil {
			f.Err = err
			return f
		}
		workers, err := runs.Workers(ctx, c, cfg.Worker.TaskQueue)
		f.Says, f.Err = fmt.Sprintf("%s, task queue %s, %s", cluster, cfg.Worker.TaskQueue, present.Plural(workers, "worker")), err
		if workers == 0 {
			f.Warn = []string{"no worker polls: start one with `go run ./worker`"}
		}
		return f
	}
}

// leftOf says how many messages an account may still send; empty where there is no
// limit, or no telling.
func leftOf(ctx context.Context, account channel.Quoted) string {
	quota, err := account.Quota(ctx)
	if err != nil || !quota.Limited {
		return ""
	}
	return ", " + present.Plural(int(quota.Left), "message") + " left"
}

func checkChannel(brand *config.Brand, name string, c *config.Channel) func(context.Context) Finding {
	return func(ctx context.Context) Finding {
		f := Finding{What: "channel " + brand.Name + "/" + name, Says: c.Provider + " is ready"}
		sender, err := providers.Open(name, *c)
		if err != nil {
			f.Err = err
			return f
		}
		f.Err = errors.Join(sender.Check(ctx), sender.Close())
		if quoted, can := sender.(channel.Quoted); can && f.Err == nil {
			f.Says += leftOf(ctx, quoted)
		}
		return f
	}
}
