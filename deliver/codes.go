package deliver

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"

	"regulars"
	"regulars/channel"
	"regulars/config"
	"regulars/schema/ledger"
)

const (
	longestCode = 64      // bytes
	mostCodes   = 2000000 // of a file
)

// Codes reads the coupon codes of a CSV: of its column code, or else the first cell of
// every line. Each is returned once. It returns an error for a code that holds a space or a
// character that doesn't show.
func Codes(path string) ([]string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("coupon codes can't be read: %w", err)
	}
	defer func() { _ = file.Close() }()
	codes, err := readCodes(file)
	if err != nil {
		return nil, fmt.Errorf("coupon codes of %s: %w", path, err)
	}
	return codes, nil
}

func readCodes(r io.Reader) ([]string, error) {
	rows := csv.NewReader(r)
	rows.FieldsPerRecord, rows.ReuseRecord, rows.TrimLeadingSpace = -1, true, true
	column, seen := 0, map[string]bool{}
	var codes []string
	for first := true; ; first = false {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return codes, nil
		}
		if err != nil {
			return nil, err
		}
		if first {
			row[0] = strings.TrimPrefix(row[0], "\ufeff")
			if at := header(row); at >= 0 {
				column = at
				continue
			}
		}
		if column >= len(row) {
			continue
		}
		code := strings.TrimSpace(row[column])
		if code == "" || seen[code] {
			continue
		}
		if line, _ := rows.FieldPos(column); len(code) > longestCode || strings.ContainsFunc(code, hidden) {
			return nil, fmt.Errorf("line %d holds no code: up to %d letters, digits and signs without spaces", line, longestCode)
		}
		if len(codes) == mostCodes {
			return nil, fmt.Errorf("more than %d codes: make several files of it", mostCodes)
		}
		seen[code] = true
		codes = append(codes, code)
	}
}

// header returns the column of codes if a row is the names of columns, or -1.
func header(row []string) int {
	for i, cell := range row {
		if strings.EqualFold(strings.TrimSpace(cell), "code") {
			return i
		}
	}
	return -1
}

func hidden(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }

// Ready adds to a campaign's plan what stands outside the ledger: its coupon codes, whether its
// texts recommend products, at which hours it may not go, by whose clocks it goes, and what its messages cost where a budget bounds them. An SMS costs as much as the longest of the
// campaign's texts does for a member with a usual name.
func Ready(p ledger.Plan, brand *config.Brand, campaign *config.Campaign, key string) (ledger.Plan, error) {
	var err error
	p.Quiet = quietHours(brand, p)
	if p.Clocks, err = Clocks(brand, campaign, p.Campaign, p.Date); err != nil {
		return p, err
	}
	if p.Recommends, err = recommends(brand, campaign, p.Channels, key); err != nil {
		return p, err
	}
	if p.Coupons && !campaign.Coupons.Generated() {
		if p.Codes, err = Codes(campaign.Coupons.File); err != nil {
			return p, err
		}
	}
	if p.Budget == 0 {
		return p, nil
	}
	for _, name := range p.Channels {
		price, err := costOf(brand, campaign, name, key)
		if err != nil {
			return p, err
		}
		p.Costs = append(p.Costs, ledger.Cost{Channel: name, Price: price})
	}
	return p, nil
}

// recommends reports whether a text of a campaign shows what is recommended to its member.
func recommends(brand *config.Brand, campaign *config.Campaign, channels []string, key string) (bool, error) {
	for _, name := range channels {
		letter, err := LetterOf(brand, campaign, name, key)
		if err != nil {
			return false, err
		}
		for _, template := range letter.Templates {
			if template.Recommends() {
				return true, nil
			}
		}
	}
	return false, nil
}

func costOf(brand *config.Brand, campaign *config.Campaign, name, key string) (regulars.Money, error) {
	letter, err := LetterOf(brand, campaign, name, key)
	if err != nil {
		return 0, err
	}
	price, err := brand.Channels[name].UnitPrice()
	if err != nil {
		return 0, err
	}
	units := 1
	for _, template := range letter.Templates {
		texts, err := template.Examples(brand.Name, campaign.Name, channel.ExampleName(brand.Identity.Region))
		if err != nil {
			return 0, err
		}
		for _, text := range texts {
			units = max(units, channel.Units(regulars.Channel(name), regulars.Message{Text: text.Text}))
		}
	}
	return price * regulars.Money(units), nil
}
