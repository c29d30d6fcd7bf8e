using System.Diagnostics;
using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Core.Tasks;
using AgentMemory.Fields.Design;
using AgentMemory.Fields.Knowledge;

namespace AgentMemory.Fields.Families.Facts;

/// <summary>
/// Facts: information, not knowledge. Somebody tells in passing of the people of their life; things are updated,
/// corrected and withdrawn, and asked for after a number of unrelated messages.
/// </summary>
internal sealed class FactsDesign : FieldDesign
{
    private const int Asked = 4;
    private static readonly NumberParameter<int> Gap = TaskParameter.Whole("gap", 10, 0, 1000, "unrelated messages before the question");
    private readonly Diary _diary;
    private readonly IReadOnlyList<string> _relations;
    private readonly IReadOnlyList<string> _attributes;

    private FactsDesign(FieldPlan plan)
        : base(plan, "facts")
    {
        _relations = Words.Lines("relations");
        _attributes = Words.Lines("attributes");
        _diary = new Diary(plan, _relations.Count);
    }

    /// <summary>Parameters that no other family has.</summary>
    public static IReadOnlyList<TaskParameter> Parameters { get; } = [Gap];

    public static FieldDesign Make(FieldSettings settings, int redrawn, int attempt) => new FactsDesign(
        new FieldPlan(settings, 1 + (Diary.Attributes * Diary.ValuesPerAttribute), 0.4, redrawn, attempt));

    public override string KindOf(int concept) =>
        _diary[concept].Through < 0 ? "friend" : _relations[_diary[concept].Relation];

    public override IReadOnlyList<int> DefinedFrom(int concept) =>
        _diary[concept].Through is >= 0 and var through ? [through] : [];

    public override string LawOf(int concept) =>
        string.Join(' ', _diary.About(concept).Select(m => $"{m.Attribute}{m.Event}{m.Value}"));

    public override Statement Introduction() => new([], Words.Say(Plan.For("introduction"), "introduction"));

    public override IEnumerable<IReadOnlyList<string>> ScarceFacts()
    {
        var people = Enumerable.Range(Plan.First, Math.Min(16, Plan.Settings.Concepts)).ToList();
        yield return [.. people.SelectMany(p => Changed(p).Select(a => $"now:{p}:{a}"))];
        yield return [.. people.SelectMany(p => Kept(p).Select(a => $"told:{p}:{a}"))];
        yield return [.. people.Where(p => Cone(p).Count > 2)
            .SelectMany(p => Enumerable.Range(0, Diary.Attributes).Select(a => $"chain:{p}:{a}"))];
    }

    /// <summary>Messages of the chapter's time with others between them; the gap stands at the very end.</summary>
    public override IReadOnlyList<Statement>? Narrate(int chapter)
    {
        var settings = Plan.Settings;
        var gap = settings.Own(Gap);
        var last = settings.Chapters - 1;
        var (from, to) = ((double)chapter * settings.Concepts / settings.Chapters,
            chapter == last ? double.MaxValue : (double)(chapter + 1) * settings.Concepts / settings.Chapters);
        var rng = Plan.For("talk").Fork("chapter", (settings.Storey * settings.Chapters) + chapter);
        var told = new List<Statement>();
        foreach (var (time, statement) in Enumerable.Range(Plan.First, settings.Concepts).SelectMany(Timed)
            .Where(t => t.Time >= from && t.Time < to).OrderBy(t => t.Time))
        {
            told.Add(statement);
            // A larger life has more small talk in it, so that the log grows faster than the facts.
            for (var talk = rng.NextDouble() * settings.Concepts / 40; talk > 0 && settings.Concepts > 4; talk--)
            {
                told.Add(new Statement([], SmallTalk(rng)));
            }
        }

        for (var i = 0; chapter == last && i < gap; i++)
        {
            told.Add(new Statement([], SmallTalk(rng)));
        }

        return told;
    }

    public override string? Answer(Probe probe, Engine engine) => probe switch
    {
        NowProbe p => string.Join(", ", p.Attributes.Select(a => Now(p.Person, a, engine))),
        ChangesProbe p when engine == Engine.First => Text(_diary.About(p.Person).Count(
            m => m.Attribute == p.Attribute && m.Event != FactEvent.Told)),
        ChangesProbe p => Text(_diary.About(p.Person).Where(m => m.Attribute == p.Attribute)
            .GroupBy(m => m.Time).Count() - 1),
        WhoProbe p => string.Join(", ", p.People.Where(
            c => Now(c, p.Attribute, engine) == Value(p.Attribute, p.Value)).Select(Plan.Name).DefaultIfEmpty("none")),
        ThroughProbe p when engine == Engine.First => Plan.Name(_diary[p.Person].Through),
        ThroughProbe p => Enumerable.Range(0, p.Person).Where(
            c => StatementsOf(p.Person)[0].Text.Split(' ', '.', ',', '\'', ':').Contains(Plan.Name(c)))
                .Select(Plan.Name).Single(),
        _ => throw new UnreachableException(),
    };

    protected override IReadOnlyList<Statement> State(int concept, Rng rng) =>
        [.. Timed(concept).Select(t => t.Statement)];

    protected override Draft? Recall(int concept, Rng rng)
    {
        if (_diary[concept].Through >= 0 && rng.Chance(0.2))
        {
            return Ask(ItemLevel.Recall, new ThroughProbe(concept), $"through:{concept}", [concept], Words.Say(
                rng,
                "ask.through",
                ("name", Plan.Name(concept)),
                ("relation", _relations[_diary[concept].Relation])), Words.Say(rng, "why.recall"), []);
        }

        var attribute = rng.Pick(Kept(concept).ToList());
        return AskNow(ItemLevel.Recall, concept, attribute, $"told:{concept}:{attribute}", [concept],
            Plan.Name(concept), rng);
    }

    protected override Draft? Apply(int concept, Rng rng)
    {
        var attribute = rng.Pick(Changed(concept).ToList());
        return AskNow(ItemLevel.Apply, concept, attribute, $"now:{concept}:{attribute}", [concept],
            Plan.Name(concept), rng);
    }

    protected override Draft? Compose(int concept, Rng rng)
    {
        var cone = Cone(concept);
        if (cone.Count < 3)
        {
            return null;
        }

        var first = rng.Next(Diary.Attributes);
        if (rng.Chance(0.5))
        {
            return AskNow(ItemLevel.Compose, concept, first, $"chain:{concept}:{first}", cone, Path(concept), rng);
        }

        var second = (first + rng.Next(1, Diary.Attributes)) % Diary.Attributes;
        return Ask(
            ItemLevel.Compose,
            new NowProbe(concept, [first, second]),
            $"chain:{concept}:{Math.Min(first, second)}+{Math.Max(first, second)}",
            cone,
            Words.Say(
                rng, "ask.two", ("one", _attributes[first]), ("two", _attributes[second]), ("whose", Path(concept))),
            Why(concept, first, rng),
            [.. Candidates(first), .. Candidates(second)]) with
        {
            Grammar = $"reply ::= first \", \" second\nfirst ::= {Gbnf.Alternatives(Candidates(first))}\n"
                + $"second ::= {Gbnf.Alternatives(Candidates(second))}",
            Floor = 1.0 / ((Diary.ValuesPerAttribute + 1) * (Diary.ValuesPerAttribute + 1)),
        };
    }

    protected override Draft? Build(int concept, Rng rng)
    {
        var attribute = rng.Next(Diary.Attributes);
        // Most things never change; the number of changes is drawn first, so that none of the three is more usual.
        var changes = rng.Next(Diary.ChangesMax + 1);
        if (rng.Chance(0.3) && _diary.About(concept).Count(m => m.Attribute == attribute) == changes + 1)
        {
            return Ask(
                ItemLevel.Build,
                new ChangesProbe(concept, attribute),
                $"changes:{concept}:{attribute}",
                [concept],
                Words.Say(rng, "ask.changes", ("name", Plan.Name(concept)), ("attribute", _attributes[attribute])),
                Words.Say(rng, "why.changes"),
                ["0", "1", "2"]) with
            { Shape = AnswerShape.Number };
        }

        var people = new SortedSet<int> { concept };
        for (var i = 0; i < 12 && people.Count < Asked; i++)
        {
            people.Add(NotAfter(concept, rng));
        }

        var value = _diary.Forwards(rng.Pick(people.ToList()), attribute) ?? rng.Next(Diary.ValuesPerAttribute);
        return people.Count < 2 ? null : Ask(
            ItemLevel.Build,
            new WhoProbe([.. people], attribute, value),
            $"who:{attribute}:{value}:{string.Join('+', people)}",
            [.. people],
            Words.Say(
                rng,
                "ask.who",
                ("people", string.Join(", ", people.Select(Plan.Name))),
                ("attribute", _attributes[attribute]),
                ("value", Value(attribute, value))),
            Words.Say(rng, "why.latest"),
            []) with
        {
            Shape = AnswerShape.Set,
            Grammar = Gbnf.SetOf(people.Select(Plan.Name), people.Count),
            TokensMax = 24,
            Floor = 1.0 / (1 << people.Count),
        };
    }

    protected override Claimable? Claim(int concept, Rng rng)
    {
        var attribute = rng.Next(Diary.Attributes);
        if (_diary.Forwards(concept, attribute) is not { } now)
        {
            return null;
        }

        return new Claimable(
            $"attribute {attribute}", new NowProbe(concept, [attribute]), [concept], $"claim:{concept}:{attribute}",
                value => Words.Say(
                new Rng(0), "claim", ("name", Plan.Name(concept)), ("attribute", _attributes[attribute]),
                    ("value", value)))
        {
            Wrong = r => Value(attribute, (now + r.Next(1, Diary.ValuesPerAttribute)) % Diary.ValuesPerAttribute),
        };
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private string Value(int attribute, int value) => Plan.Word(1 + (attribute * Diary.ValuesPerAttribute) + value);

    private string[] Candidates(int attribute) =>
        [.. Plan.Words(1 + (attribute * Diary.ValuesPerAttribute), Diary.ValuesPerAttribute), "unknown"];

    private IEnumerable<int> Changed(int person) => _diary.About(person).Where(m => m.Event != FactEvent.Told)
        .Select(m => m.Attribute).Distinct();

    private IEnumerable<int> Kept(int person) => Enumerable.Range(0, Diary.Attributes).Except(Changed(person));

    private string Now(int person, int attribute, Engine engine) =>
        (engine == Engine.First ? _diary.Forwards(person, attribute) : _diary.Backwards(person, attribute)) is { } value
            ? Value(attribute, value)
            : "unknown";

    // "the doctor of the sister of dako": a person without the name.
    private string Path(int person) => _diary[person].Through is >= 0 and var through
        ? Words.Say(new Rng(0), "path", ("relation", _relations[_diary[person].Relation]), ("of", Path(through)))
        : Plan.Name(person);

    private string SmallTalk(Rng rng) => Words.Say(
        rng,
        "talk",
        ("one", rng.Pick(Words.Lines("things"))),
        ("two", rng.Pick(Words.Lines("places"))),
        ("day", rng.Pick(Words.Lines("days"))));

    private IEnumerable<(double Time, Statement Statement)> Timed(int person)
    {
        var rng = Plan.For("text").Fork("person", person);
        var known = _diary[person];
        yield return ((person % Plan.Settings.Concepts) - 0.0, new Statement(
            known.Through < 0 ? [] : [$"through:{person}"],
            known.Through < 0
                ? Words.Say(rng, "friend", ("name", Plan.Name(person)))
                : Words.Say(
                    rng,
                    "known",
                    ("name", Plan.Name(person)),
                    ("relation", _relations[known.Relation]),
                    ("of", Plan.Name(known.Through)))));
        foreach (var message in _diary.About(person))
        {
            yield return (message.Time + 0.01, new Statement(
                $"{(message.Event == FactEvent.Told ? "told" : "event")}:{person}:{message.Attribute}",
                Words.Say(
                    rng,
                    message.Event.ToString().ToLowerInvariant(),
                    ("name", Plan.Name(person)),
                    ("attribute", _attributes[message.Attribute]),
                    ("value", Value(message.Attribute, message.Value)))));
        }
    }

    private Draft AskNow(
        ItemLevel level, int concept, int attribute, string fact, IReadOnlyList<int> concepts, string whose, Rng rng) =>
        Ask(
            level,
            new NowProbe(concept, [attribute]),
            fact,
            concepts,
            Words.Say(rng, "ask.now", ("whose", whose), ("attribute", _attributes[attribute])),
            level == ItemLevel.Compose ? Why(concept, attribute, rng) : Words.Say(rng, "why.latest"),
            Candidates(attribute));

    private string Why(int concept, int attribute, Rng rng) => Words.Say(
        rng, "why.chain", ("name", Plan.Name(concept)), ("attribute", _attributes[attribute]));

    private Draft Ask(
        ItemLevel level,
        Probe probe,
        string fact,
        IReadOnlyList<int> concepts,
        string question,
        string why,
        IReadOnlyList<string> candidates)
    {
        var names = candidates.Count > 0 ? candidates : [.. Enumerable.Range(0, concepts[^1] + 1).Select(Plan.Name)];
        return new Draft
        {
            Level = level,
            Concepts = concepts,
            Fact = fact,
            Question = question,
            Probe = probe,
            Grammar = Gbnf.OneOf(names),
            TokensMax = 16,
            Floor = 1.0 / names.Count,
            Why = why,
        };
    }
}
