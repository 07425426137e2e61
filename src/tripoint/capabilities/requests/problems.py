"""What keeps an action from being done: codes for machines, and a sentence with the cure in the officer's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from tripoint.safeguards import Finding

SENTENCES = {
    # S1
    "s1-purpose": _("Choose a purpose from the list."),
    "s1-offence": _("This purpose needs an offence. Choose it from the list, or choose another purpose."),
    "s1-offence-none": _("This purpose carries no offence. Take the offence out, or choose a criminal purpose."),
    "s1-offence-code": _("Choose the offence from the list of today."),
    "s1-penalty": _("Give the highest penalty in your own law for each offence."),
    "s1-penalty-there": _("Give the highest penalty in the other party's law for each offence."),
    "s1-threshold": _("The penalty is below what the treaty or law in force asks for. Choose another purpose."),
    "s1-coercive": _("This purpose permits no coercive step. Take the mark out."),
    "s1-warrant": _("This purpose needs a warrant or judgment: give its number, date and court."),
    "s1-warrant-none": _("This purpose carries no warrant. Take it out, or choose a criminal purpose."),
    "s1-basis": _("This purpose needs a legal basis: choose the treaty or plan, and its article or item."),
    "s1-basis-code": _("Choose the legal basis from the list of today."),
    "s1-basis-binds": _("This basis is not in force between the two parties today, or does not carry this purpose."),
    "s1-basis-place": _("Name the article of the treaty, or the item of the plan."),
    "s1-role": _("Choose a part in the matter that goes with the purpose."),
    "s1-ask": _("This is not asked for the purpose chosen. Take it out, or choose another purpose."),
    "s1-ask-coercive": _("What you ask is a coercive step: mark it as one, with a purpose that permits it."),
    # S2
    "s2-unanswered": _("Answer each of the questions."),
    "s2-question": _("One of the questions is no longer asked. Open the form again."),
    "s2-review": _("An answer is yes, or the offence asks for it: two legal reviewers must agree first."),
    "s2-reviewers": _("Two different legal reviewers must agree."),
    "s2-reviewer-author": _("The author cannot be a reviewer."),
    "s2-reason": _("Write the reason why this request may be made although an answer is yes."),
    # S3, at home
    "s3-stopped": _("A protection stop stands: nothing that hands over or locates the person may leave. "
                    "You may extend, and a legal reviewer can end the stop."),
    "under-review": _("This matter is under review. Ask your supervisor; until then you may extend the limit."),
    "s3-second-officer": _("Another legal reviewer than the officer who set the stop must end it."),
    # S7, S8, S12
    "s7-handling": _("Choose a handling code."),
    "s7-handling-words": _("Say in words what H3 limits."),
    "s7-source": _("Say how reliable the source is."),
    "s7-information": _("Say how sure the information is."),
    "s7-retain": _("It may be kept for five years at most."),
    "s8-result": _("Choose the result from the list."),
    "s8-matched-by": _("Say how it was made sure that this is the person."),
    "s8-second-identifier": _("For an arrest a name is not enough: compare a fingerprint, a document or a photograph."),
    "s8-consent": _("The person decides whether the address is passed on. Note the consent, or answer “found and well”."),
    "s9-custody": _("State the custody of each person: since when, where, and the notice to the consulate."),
    "s9-since": _("The day of the arrest is still to come. Look at it again."),
    "s9-place": _("Choose one of your own provinces of today."),
    "s9-notice": _("Say what became of the notice to the consulate."),
    "s9-told": _("Give the day on which the person was told of the right: not before the arrest, not after today."),
    "s9-by": _("Say who decided, or who gave the notice; nobody while it is open."),
    "s9-declined": _("The person has not asked for the consulate: take out what you ask of it."),
    "s9-groups": _("These are too many different states of custody for one request. Send them in several."),
    "s12-second-officer": _("Another officer than the author must release."),
    # by telephone
    "oral-time": _("Give the time of the call: within the last 24 hours. What is older is written as a request."),
    "oral-urgency": _("What can wait is written. By telephone goes what is immediate or urgent."),
    "oral-ask": _("A coercive step, or what a consulate is asked, is asked in writing."),
    "oral-review": _("Two legal reviewers must agree to this offence before anything leaves. Write the request."),
    "oral-many": _("Your office has called twenty times today. Write the request, or name the danger to a life."),
    "oral-overdue": _("Your office owes the records of three calls or more that are overdue. Complete them first, "
                      "or name the danger to a life."),
    "oral-other": _("The record says the same as the call here. For something else withdraw the request and call again."),
    "oral-second": _("Who made the call does not release its record. Another officer must."),
    "oral-office": _("The office that called records the call."),
    "oral-unrecorded": _("This was asked by telephone, and the written record has not come. Until it has come, take it, "
                         "ask back, extend, pass it on or refuse; nothing from records is answered."),
    "state-called": _("This call has been sent already. If there were two, change the time by a minute."),
    "state-recorded": _("The call has been recorded already."),
    # at home
    "reads-only": _("Your office may read this dossier. Ask the office that deals with it to act."),
    "scan": _("Photograph the stamped letter, or choose its scan, first."),
    "share-reason": _("Say why this office needs to read the dossier."),
    "state-shared": _("The dossier is shared with this office already."),
    "book-pattern": _("Write {number} once, and {year} or {office} where you want them, such as {number}/C02."),
    "state-numbered": _("Your office has given this a number already."),
    # the owner's consent
    "s7-use": _("Choose the use from the list of today."),
    "s7-recipient": _("Say who is to receive it when it is passed on, and only then. An office goes with the same State."),
    "s7-purpose": _("Choose another purpose than the request's, and only where the use is another purpose."),
    "consent-free": _("The handling code leaves this use free. No consent is needed."),
    "consent-waits": _("The same has been asked. Wait for the owner's answer."),
    "consent-many": _("This dossier has a hundred questions for consent already. Call the other party's office."),
    "consent-owner": _("Only the owner of the information decides, and asks nobody for it."),
    "consent-answered": _("This has been answered or decided already."),
    "consent-conditions": _("Conditions go with a consent. Take them out, or consent."),
    "consent-danger": _("Say in words whose life is in danger, and how this helps."),
    "consent-onward": _("The other party's handling code keeps this from another office. Ask for its consent first."),
    "consent-owed": _("The handling code forbids this use of what is marked below. Ask the owner for consent first."),
    # translations
    "translation-erased": _("What was to be translated has been erased. There is nothing to translate any more."),
    "translation-language": _("Choose another language than the one in which it is written."),
    "translation-place": _("The original has no such text. Load the page again."),
    "translation-numbers": _("A number of the original is not in the translation. Correct it, or say that you have looked."),
    "translation-asked": _("Something else was asked. Open it again from the list of translations."),
    "translation-of": _("Ask the other party, or a colleague."),
    "translation-done": _("A colleague has handed this in or declined it already."),
    "translation-taken": _("A colleague has taken this already."),
    "translation-engine": _("Say whether a machine made it."),
    "term-languages": _("Give the term in two languages at least."),
    "term-there": _("The glossary has this term already."),
    "term-many": _("The glossary is full. Take out terms that are no longer needed."),
    "machine-not": _("This text may not go to the translation machine. Ask a translator."),
    "machine-busy": _("Too many texts wait for the translation machine. Try again later, or ask a translator."),
    "translation-many": _("This dossier has as many of these as it can hold."),
    # approval routes
    "route-signer": _("This step is for another post, role or office. Your part comes later, or not at all."),
    "route-twice": _("You have signed a step of this draft already. Another officer must sign this one."),
    "route-not-last": _("Other steps of the route are owed before the draft can be released."),
    "route-step": _("The route of this draft has changed in the meantime. Load the page again."),
    "route-first": _("There is no step before this one. Return the draft to its author."),
    "route-phone": _("The route of this draft permits no approval by telephone."),
    "route-phone-self": _("Who approves signs here, and needs no telephone. Name the officer whom you called."),
    "route-phone-time": _("Give the time of the call: after the draft was submitted, and not in the future."),
    "route-confirm": _("Only the officer who approved by telephone can confirm it."),
    "route-role": _("Choose a role from the list for each step."),
    "route-steps": _("Give one to five steps, the first one first."),
    "route-last": _("The last step releases: choose a supervisor, a duty officer, or a post of theirs."),
    "route-key": _("Choose office, kind, urgency and handling from the lists."),
    "state-confirmed": _("This approval has been confirmed or denied already."),
    # the form
    "code": _("Choose from the list of today."),
    "participant": _("Choose the party to ask."),
    "reference": _("The reference could not be given. Try again."),
    "to-offices": _("Choose an office for each party that is asked."),
    "one-addressee": _("An arrest or extradition names the penalty in the other party's law: ask one party at a time."),
    "to": _("Choose which of the parties is meant."),
    "content": _("Name the person or the thing that it is about."),
    "kind-purpose": _("This kind of request is not made for that purpose. Choose another purpose or another kind."),
    "subject-type": _("Choose a part in the matter that goes with this kind of request."),
    "help": _("Only a request for local help names a place."),
    "help-place": _("Choose the other party's province of today in which help is needed."),
    "help-urgency": _("Local help is immediate. For less, ask for information."),
    "help-life": _("A life in danger is the ground: choose it, or take the mark out."),
    "rules": _("This cannot be written under the rules of today. Update the program."),
    "required": _("Fill this in."),
    "urgency-ground": _("This urgency needs a ground that justifies it."),
    "until": _("Choose a day after today, within a year."),
    "office": _("Choose another office than your own."),
    "use-needed": _("Say what it is taken for."),
    "office-undeclared": _("The partner has not declared that this office receives this kind. Choose its entry office, or one "
                           "of the offices that are offered."),
    "office-sends": _("Your office does not send this kind directly, and its route has no room for a step at the centre. Ask "
                      "your administrator to shorten the route."),
    "officer": _("Choose an officer who works on requests in that office today."),
    "ground-purpose": _("This ground does not go with the purpose of the request."),
    "subject": _("Say for which person."),
    "subject-open": _("The whole answer covers every person asked about. Answer the rest, or send it as a part."),
    # saved views
    "view-name": _("Give the view a name."),
    "message-long": _("A message has at most 500 characters. Shorten it, or send it as an answer."),
    "view-many": _("You have saved thirty views already. Delete one first."),
    # who and when
    "not-found": _("There is no such request, or it is not for your office."),
    "role": _("Your post does not permit this."),
    "state-taken": _("A colleague has taken this request already."),
    "state-final": _("The request has been answered or refused already. You may add a supplement."),
    "answers-since": _("A colleague has answered in the meantime. Look at the answers, then send yours again."),
    "state-closed": _("The request has been closed or withdrawn already."),
    "state-open": _("There is no answer yet. Withdraw the request if it is no longer needed."),
    "state-withdrawn": _("The asker has withdrawn the request. Nothing more is to be done."),
    "state-given": _("The clarification has been given already."),
    "state-submitted": _("The draft waits for release. It can be changed once it is returned."),
    "state-decided": _("Another officer has released or returned this draft already."),
    "state-changed": _("The draft was changed in the meantime. Look at it again before you decide."),
    "link-unknown": _("There is no request of this reference that your office may open. Check the number."),
    "link-self": _("This is the request itself. Give the reference of the other one."),
    "link-there": _("The two are linked already."),
    "link-apart": _("It has been said already that the two are not on one matter."),
    "link-reason": _("Say why the two are not on one matter."),
    "answered-not": _("That request has no answer yet. Link the two, and leave this one open."),
    "answered-apart": _("The asker is no party to that request and may not learn of it. Answer this one."),
    "elsewhere": _("Where it was answered is named with the ground “answered already”, and only then."),
    "channel-date": _("Give the date of the letter there: it does not lie in the future."),
    "state-answered": _("The request has been answered, refused or withdrawn: there is nothing to remind of."),
    "state-in-time": _("The limit has not passed yet. Wait until it has, or name the danger to a person."),
    "state-reminded": _("A reminder has gone out today. The next one can go tomorrow."),
    "state-number": _("A colleague has sent a reminder at this moment. Open the dossier again."),
    "state-not-reminded": _("Remind first. Only danger to a person goes to the office above at once."),
    "state-escalated": _("This office has been asked already. Choose the next one above."),
    "state-stopped": _("A stop stands already."),
    # the node
    "busy": _("The node is busy. Nothing was changed; try again."),
    "read-only": _("The node was restored and waits for its administrators. Nothing was changed."),
    "keys-locked": _("The node's keys are locked. Tell the administrator; nothing was changed."),
    "too-large": _("This is too large. Shorten the text or send fewer persons."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in the way: `code` a key of SENTENCES, `field` the member of the form, empty for the whole."""

    code: str
    field: str = ""

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, in the language in force."""
        return str(SENTENCES.get(self.code, _("This cannot be done as it stands.")))


class ActionRefused(Exception):
    """An action was not done, and nothing was changed."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(f"{one.field}: {one.code}" if one.field else one.code for one in problems))
        self.problems = problems

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> ActionRefused:
        """From what safeguards found, each field and code once."""
        return cls(*dict.fromkeys(Problem(one.code, one.field) for one in findings))

    @classmethod
    def unreadable(cls, error: ValidationError) -> ActionRefused:
        """From values that have not the form of a code, each at its place."""
        return cls(*(Problem("code", ".".join(map(str, one["loc"]))) for one in error.errors(include_input=False)))


class NotPermitted(ActionRefused):
    """The officer's post or office does not allow it; a page answers 403 or 404."""
