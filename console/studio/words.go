package studio

import "regulars/present"

// Text is what the pages say in one language, beyond what the console's others say.
type Text struct {
	Studio, Lead, New, Empty, Recipes, Campaign, LivesIn, TheFile                                        string
	TheConsole, Twice, Sent, SendsNothing, State, Changed, Waits, Rejected                               string
	Approved, Version, LastChange, Copy, None                                                            string
	What, WhatLead, NotUsed, OtherLanguage                                                               string
	Variant, VariantLead, When, WhenLead, Limits, AsForm, AsYAML, YAMLLead                               string
	LookAtIt, Save, SaveNote, Saved, NotSaved, Meanwhile, NameTaken, Mistakes                            string
	PlannedBefore, AddsNobody, AddsMembers                                                               string // PlannedBefore: what a plan adds; AddsMembers: members, of whom get it
	AtLine, NoForm, Reach, ReachLead, ReachStored, PlanExactly, Match, Reached, NobodyCounted, NoNumbers string
	ReachedBefore, Messages, MessagesLead, NoMessages, Parts, Letters, Price                             string
	Power, TooSmall, Review, Approve, Reject, ReviewNote, ApprovedDone, RejectedDone                     string
	Stale, NotApprovable, Difference, First, Nothing, History, By, At                                    string
	Note, Remove, RemoveLead, Removed, Gone, OldVersion, InFile, NameKept                                string
	CopyFails, Command, JourneyFirst, Preferred, Colon                                                   string
	Times, NextSends, NextLine, NextHours, NextApproved, NextPaused, NextJourney                         string
	NextUnscheduled, NextNever, Nights, NightsUsual, NoNights, Night, Planned, SentOf                    string
	Failed, LeftOut, KeptOut, Try, TryLead, TryTo, TryText, TrySend, TryNoAddress                        string
	TryNoChannel, TryOften, TryNotSent, TryUnknown, InTheFile, AnyText, StepTexts                        string
	ApprovedLast, WentLast, Unasked, LetGo                                                               string // ApprovedLast: by, when, date; WentLast: date
	StepsOfFile, StepsOfConsole, InTheFileStep, Unwritten, WriteIt, Then                                 string // InTheFileStep: journey

	Week, CatchUps, RecipeNames map[string]string
}

// TextOf returns the words of a language.
func TextOf(names *present.Names) *Text {
	if names.Lang == present.Chinese.Lang {
		return &chinese
	}
	return &english
}
