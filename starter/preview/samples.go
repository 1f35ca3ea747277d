package preview

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"regulars"
	"regulars/channel"
	"regulars/channel/draft"
	"regulars/present"
	"regulars/schema/ledger"
	"regulars/starter/screen"
)

// usualShow is how many messages are shown where only files were asked for.
const usualShow = 10

// showSamples renders the messages of some members, and writes them as files where a
// folder is named.
func (c *campaign) showSamples(ctx context.Context, out io.Writer, l *ledger.Ledger, q shown) error {
	sample, err := l.Sample(ctx, c.plan, cmp.Or(q.show, usualShow))
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s  %s %s\n", screen.Bold.Sprint(c.plan.Campaign), c.words.Date, c.plan.Date)
	if len(sample) == 0 {
		fmt.Fprintln(out, c.words.Nobody)
		return nil
	}
	files := 0
	for i, r := range sample {
		m, err := c.draft(r)
		if err != nil {
			return fmt.Errorf("the message to member %s: %w", c.mask.Write(r.MemberID), err)
		}
		if err := c.showOne(out, i+1, r, m, q.raw); err != nil {
			return err
		}
		if q.out == "" {
			continue
		}
		n, err := writeFiles(q.out, fmt.Sprintf("%02d-%s", i+1, strings.Join(c.kind(r), "-")), m)
		if err != nil {
			return err
		}
		files += n
	}
	if q.out != "" {
		fmt.Fprintf(out, "\n"+c.words.Files+"\n", files, q.out)
	}
	return nil
}

// kind is what a message is one of: channel, variant, the language it is in where there are
// several, stage.
func (c *campaign) kind(r ledger.Recipient) []string {
	words := []string{r.Channel}
	if r.Variant != "" {
		words = append(words, r.Variant)
	}
	if template := c.letters[r.Channel].Templates[r.Variant]; template != nil && len(template.Languages()) > 1 {
		words = append(words, template.In(cmp.Or(r.Language, c.brand.Language)).Language())
	}
	return append(words, r.Stage)
}

func (c *campaign) showOne(out io.Writer, n int, r ledger.Recipient, m regulars.Message, raw bool) error {
	words := c.kind(r)
	words[len(words)-1] = c.names.Stage(r.Stage)
	name, address, text := r.Name, r.Address, m
	if !raw {
		name, address = present.MaskedName(r.Name), present.MaskedAddress(r.Address)
		masked := r
		masked.Name = name
		var err error
		if text, err = c.draft(masked); err != nil {
			return err
		}
	}
	head := append([]string{fmt.Sprintf("%d.", n)}, strings.Join(words, " · "), cmp.Or(name, c.words.NoName), address)
	if r.DueAt != nil {
		head = append(head, fmt.Sprintf(c.words.Due, r.DueAt.In(c.zone()).Format("15:04")))
	}
	fmt.Fprintf(out, "\n%s  %s\n", screen.Bold.Sprint(printable(strings.Join(head, "  "))), screen.Faint.Sprint(c.size(r.Channel, m)))
	if text.Subject != "" {
		fmt.Fprintf(out, "  %s: %s\n", c.words.Subject, printable(text.Subject))
	}
	for line := range strings.Lines(strings.TrimSpace(text.Text)) {
		fmt.Fprintf(out, "  %s\n", printable(strings.TrimRight(line, "\r\n")))
	}
	return nil
}

// size says how large a message is on its channel, and what it costs where that is known.
func (c *campaign) size(name string, m regulars.Message) string {
	var text string
	switch regulars.Channel(name) {
	case regulars.ChannelSMS:
		n, ucs2 := channel.Segments(m.Text)
		text = fmt.Sprintf(c.words.Segments, present.Plural(n, "segment"), draft.Alphabet(ucs2))
	case regulars.ChannelLINE:
		text = fmt.Sprintf(c.words.Letters, present.Whole(draft.LengthOnLINE(m.Text)))
	default:
		text = fmt.Sprintf(c.words.HTML, present.Whole(len(m.HTML)))
		if m.HTML == "" {
			text = c.words.Plain
		}
	}
	if price, known := priceOf(c.brand.Channels[name]); known {
		cost := price * float64(channel.Units(regulars.Channel(name), m))
		text += ", " + fmt.Sprintf(c.words.Price, present.Grouped(cost, 2)+" "+c.brand.Currency)
	}
	return text
}

// printable writes what a terminal would obey, or hide, as a space.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, strings.ToValidUTF8(text, "�"))
}

// writeFiles writes a message's parts, which only their owner may read, and returns how
// many they are.
func writeFiles(dir, name string, m regulars.Message) (n int, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return 0, fmt.Errorf("--out: %w", err)
	}
	text := m.Text
	if m.Subject != "" && text != "" {
		text = m.Subject + "\n\n" + text
	}
	for ending, content := range map[string]string{".txt": text, ".html": m.HTML} {
		if content == "" {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, name+ending), []byte(content), 0o600); err != nil {
			return n, fmt.Errorf("--out: %w", err)
		}
		n++
	}
	return n, nil
}
