package meter

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"regulars"
	"regulars/config"
	"regulars/schema/view"
)

// sink takes the values of metrics.
type sink struct{ out chan<- prometheus.Metric }

func (s sink) gauge(d *prometheus.Desc, value float64, labels ...string) {
	s.out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
}

func (s sink) counter(d *prometheus.Desc, value uint64, labels ...string) {
	s.out <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(value), labels...)
}

func (s sink) flag(d *prometheus.Desc, is bool, labels ...string) {
	value := 0.0
	if is {
		value = 1
	}
	s.gauge(d, value, labels...)
}

func (s sink) time(d *prometheus.Desc, t time.Time, labels ...string) {
	s.gauge(d, float64(t.UnixMilli())/1000, labels...)
}

func (s sink) brand(b *config.Brand, h view.Health) {
	if h.Published.Dates > 0 {
		s.time(published, endOf(h.Published.Last, b.Zone), b.Name)
	}
	if n := h.Night; n != nil {
		s.time(nightDate, endOf(regulars.DateOf(n.Date, time.UTC), b.Zone), b.Name)
		s.flag(nightWhole, n.Whole, b.Name)
		s.gauge(nightDuration, n.Certified.Sub(n.Began).Seconds(), b.Name)
	}
	served := map[string]bool{}
	for i := range b.Shops {
		served[b.Shops[i].Name] = true
	}
	for _, line := range h.Gate {
		if served[line.Shop] {
			s.gate(b, line)
		}
	}
	for _, shop := range h.Shops {
		if served[shop.Shop] {
			s.shop(b, shop)
		}
	}
	s.campaigns(b, h.Campaigns)
}

// endOf is when a business date ended.
func endOf(date regulars.BusinessDate, zone *time.Location) time.Time {
	y, m, d := date.AddDays(1).Time().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, zone)
}

func (s sink) gate(b *config.Brand, line view.HealthLine) {
	if line.Platform != nil {
		s.gauge(gateRecords, float64(*line.Platform), b.Name, line.Shop, line.Entity, "platform")
	}
	s.gauge(gateRecords, float64(line.Received), b.Name, line.Shop, line.Entity, "received")
	s.gauge(gateRecords, float64(line.Stored), b.Name, line.Shop, line.Entity, "stored")
	s.gauge(gateRecords, float64(line.Rejected), b.Name, line.Shop, line.Entity, "rejected")
	s.flag(gateOK, line.OK, b.Name, line.Shop, line.Entity)
}

func (s sink) shop(b *config.Brand, shop view.HealthShop) {
	s.counter(shopReceived, shop.Received, b.Name, shop.Shop, shop.Entity)
	s.counter(shopRejected, shop.Rejected, b.Name, shop.Shop, shop.Entity)
	s.time(shopUntil, shop.Until, b.Name, shop.Shop, shop.Entity)
}

// waitKey is a campaign and what its members wait for.
type waitKey struct{ campaign, reason string }

func (s sink) campaigns(b *config.Brand, lines []view.HealthCampaign) {
	waits := map[waitKey]uint64{}
	for _, line := range lines {
		if reason := waitsFor(b, line); reason != "" && line.Waits() {
			waits[waitKey{line.Campaign, reason}] += line.Members
		}
		if line.Newest && line.State != "" {
			s.gauge(messages, float64(line.Members), b.Name, line.Campaign, line.Channel, line.State)
		}
	}
	for key, members := range waits {
		s.gauge(waiting, float64(members), b.Name, key.campaign, key.reason)
	}
}

// waitsFor says which decision of a person a run waits for; empty: none.
func waitsFor(b *config.Brand, line view.HealthCampaign) string {
	switch line.Run {
	case "held":
		return "release"
	case "planned":
		name := regulars.CampaignOf(line.Campaign)
		for i := range b.Campaigns {
			if b.Campaigns[i].Name == name && b.Campaigns[i].Approve {
				return "approval"
			}
		}
	}
	return ""
}
