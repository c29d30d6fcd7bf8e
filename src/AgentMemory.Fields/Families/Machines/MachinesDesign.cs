using System.Diagnostics;
using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Fields.Design;
using AgentMemory.Fields.Knowledge;

namespace AgentMemory.Fields.Families.Machines;

/// <summary>Machines: dials, buttons and lamps; what happens after some presses, and which presses bring something
/// about.</summary>
internal sealed partial class MachinesDesign : FieldDesign
{
    private const int ControlPressesMax = 4;
    private const int Makers = 6;
    private const double GuessingMax = 0.5;
    private readonly Workshop _workshop;

    private MachinesDesign(FieldPlan plan)
        : base(plan, "machines") => _workshop = new Workshop(plan);

    public static FieldDesign Make(FieldSettings settings, int redrawn, int attempt) =>
        new MachinesDesign(new FieldPlan(settings, 1 + Makers, 0.3, redrawn, attempt));

    public override double ExampleFactor => 1.45;

    public override string KindOf(int concept) => _workshop[concept] switch
    {
        Part.Dial => "dial",
        var part when part.IsButton => "button",
        _ => "lamp",
    };

    public override IReadOnlyList<int> DefinedFrom(int concept) => _workshop[concept].Needs;

    public override string LawOf(int concept) => _workshop[concept] is Part.Macro macro
        ? $"macro {string.Join(' ', macro.Buttons)}"
        : _workshop[concept].ToString();

    public override Statement Introduction() => new([], Words.Say(
        Plan.For("introduction"), "introduction", ("field", Plan.Word(0))));

    public override string? Answer(Probe probe, Engine engine) => (probe, engine) switch
    {
        (StatedProbe p, _) => Read(p)?.Answer(engine),
        (DialProbe p, Engine.First) => Text(Run(p.Start, p.Presses)[p.Dial]),
        (DialProbe p, _) => Text(_workshop.At(Lead(p.Start, p.Presses, p.Dial), _workshop.DialsOf(p.Dial), p.Dial)),
        (LampProbe p, Engine.First) => _workshop.IsLit(p.Lamp, Run(p.Start, p.Presses)) ? "lit" : "dark",
        (LampProbe p, _) => _workshop.TableOf(p.Lamp)[Lead(p.Start, p.Presses, p.Lamp)] == 1 ? "lit" : "dark",
        (CycleProbe p, Engine.First) => CycleByRunning(p),
        (CycleProbe p, _) => CycleByTable(p),
        (ControlProbe p, _) => Search(p) is { } presses ? string.Join(' ', presses.Select(Plan.Name)) : null,
        _ => throw new UnreachableException(),
    };

    public override bool Accepts(Probe probe, string reply, Engine engine)
    {
        var p = (ControlProbe)probe;
        var presses = reply.Replace(',', ' ').Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word is not ("then" or "and")).Select(n => p.Buttons.FirstOrDefault(b => Plan.Name(b) == n, -1)).ToList();
        return presses.Count is > 0 && presses.Count <= p.PressesMax && !presses.Contains(-1)
            && Answer(new DialProbe(p.Start, presses, p.Dial), engine) == Text(p.Goal);
    }

    protected override IReadOnlyList<Statement> State(int concept, Rng rng)
    {
        var name = Plan.Name(concept);
        var statements = _workshop[concept] switch
        {
            Part.Dial dial => [new Statement($"size:{concept}", Words.Say(
                rng, "dial", ("name", name), ("count", Text(dial.Positions))))],
            Part.Turn turn => Turns(concept, turn, rng),
            Part.Macro macro => [new Statement($"macro:{concept}", Words.Say(
                rng, "macro", ("name", name), ("buttons", string.Join(", then ", macro.Buttons.Select(Plan.Name)))))],
            Part.Guarded g => [new Statement([$"guard:{concept}", $"does:{concept}"], Words.Say(
                rng, "guarded", ("name", name), ("lamp", Plan.Name(g.Lamp)), ("button", Plan.Name(g.Button))))],
            Part.AtLeast at => [new Statement([$"reads:{concept}", $"level:{concept}"], Words.Say(
                rng, "atleast", ("name", name), ("dial", Plan.Name(at.Follows)), ("position", Text(at.Position))))],
            Part.LitAndDark two => [new Statement([$"lit:{concept}", $"dark:{concept}"], Words.Say(
                rng, "litdark", ("name", name), ("lit", Plan.Name(two.Lit)), ("dark", Plan.Name(two.Unlit))))],
            Part.Dark dark => new List<Statement> { new($"dark:{concept}", Words.Say(
                rng, "dark", ("name", name), ("dark", Plan.Name(dark.Lamp)))) },
            _ => throw new UnreachableException(),
        };
        statements.Add(new Statement($"maker:{concept}", Words.Say(
            rng, "maker", ("name", name), ("maker", Plan.Word(1 + rng.Next(Makers))))));
        for (var i = 0; i < 2 && _workshop[concept] is not Part.Dial; i++)
        {
            var (probe, text, fact, _) = Observe(concept, 1, rng);
            statements.Add(new Statement(fact, Words.Say(
                rng, "remark", ("claim",
                    Words.Say(new Rng(0), "claim", ("case", text), ("value", Answer(probe, Engine.First)!))))));
        }

        return statements;
    }

    protected override Draft? Recall(int concept, Rng rng)
    {
        var stated = Stated(concept).ToList();
        var (fact, section, _, other) = stated.Count == 0 || rng.Chance(0.35)
            ? ($"maker:{concept}", "ask.maker", "", "")
            : rng.Pick(stated);
        var probe = new StatedProbe(concept, fact);
        var reading = Read(probe)!;
        return new Draft
        {
            Level = ItemLevel.Recall,
            Concepts = [concept],
            Fact = fact,
            Question = Words.Say(rng, section, ("name", Plan.Name(concept)), ("other", other)),
            Probe = probe,
            Shape = char.IsAsciiDigit(reading.Value[0]) ? AnswerShape.Number : AnswerShape.Text,
            Grammar = Gbnf.OneOf(reading.Candidates),
            Floor = 1.0 / reading.Candidates.Count,
            TokensMax = 8,
            Why = Words.Say(rng, "why.recall"),
        };
    }

    protected override Draft? Apply(int concept, Rng rng) => Seen(ItemLevel.Apply, concept, 1, rng);

    protected override Draft? Compose(int concept, Rng rng) => Seen(ItemLevel.Compose, concept, rng.Next(2, 4), rng);

    protected override Draft? Build(int concept, Rng rng)
    {
        if (!_workshop[concept].IsButton)
        {
            return null;
        }

        return rng.Chance(0.3) ? Cycle(concept, rng) : Control(concept, rng);
    }

    private Draft? Control(int concept, Rng rng)
    {
        var other = Neighbour(concept, p => p.IsButton, rng);
        var buttons = other is { } o && o != concept ? new[] { concept, o } : [concept];
        var cone = ConeOf(buttons);
        var setting = Start(cone, rng);
        var dial = rng.Pick(setting.Dials);
        var probe = new ControlProbe(setting, buttons, dial, rng.Next(_workshop.Positions(dial)), ControlPressesMax);
        // A goal within one press would be a prediction, not a plan; one that most presses reach would be no question.
        if (Search(probe) is not { Count: > 1 } found || Share(probe) > GuessingMax)
        {
            return null;
        }

        return new Draft
        {
            Level = ItemLevel.Build,
            Concepts = cone,
            Fact = $"control:{string.Join('+', buttons)}:{setting.Signature}:{dial}={probe.Goal}",
            Question = Words.Say(
                rng,
                "ask.control",
                ("setting", Describe(setting)),
                ("buttons", string.Join(", ", buttons.Select(Plan.Name))),
                ("max", Text(ControlPressesMax)),
                ("dial", Plan.Name(dial)),
                ("goal", Text(probe.Goal))),
            Probe = probe,
            Shape = AnswerShape.Checked,
            Grammar = Gbnf.Sequence(buttons.Select(Plan.Name), ControlPressesMax),
            TokensMax = 24,
            Floor = Share(probe),
            Why = Words.Say(rng, "why.run", ("steps", Trace(setting, found))),
            Unstated = [$"run:{setting.Signature}:{string.Join('+', found)}:{dial}"],
        };
    }

    protected override Claimable? Claim(int concept, Rng rng)
    {
        if (_workshop[concept] is Part.Dial && Neighbour(concept, p => p.IsButton, rng) is null)
        {
            return null;
        }

        var (probe, text, fact, cone) = ObserveEvenly(concept, rng.Next(1, 3), rng);
        var kind = probe is LampProbe ? "lamp" : $"dial {_workshop.Positions(((DialProbe)probe).Dial)}";
        return new Claimable(kind, probe, cone, fact, value => Words.Say(
            new Rng(0), "claim", ("case", text), ("value", value)))
        {
            Wrong = r => probe is LampProbe lamp
                ? Answer(lamp, Engine.First) == "lit" ? "dark" : "lit"
                : Text(r.Next(_workshop.Positions(((DialProbe)probe).Dial))),
        };
    }

    // What it can be is known from the dials: a divisor of the number of presses after which all of them are back.
    private Draft? Cycle(int concept, Rng rng)
    {
        var start = Start(ConeOf([concept]), rng);
        var probe = new CycleProbe(start, concept);
        var longest = start.Dials.Aggregate(1, (all, d) => Lcm(all, _workshop.Positions(d)));
        var candidates = Enumerable.Range(2, longest - 1).Where(n => longest % n == 0).Select(Text).ToList();
        if (candidates.Count < 2 || Answer(probe, Engine.First) is not { } answer || !candidates.Contains(answer))
        {
            return null;
        }

        return new Draft
        {
            Level = ItemLevel.Build,
            Concepts = Cone(concept),
            // As a rule it does not matter where the dials start, so there is one such question a button.
            Fact = $"cycle:{concept}",
            Question = Words.Say(rng, "ask.cycle", ("setting", Describe(start)), ("button", Plan.Name(concept))),
            Probe = probe,
            Shape = AnswerShape.Number,
            Grammar = Gbnf.OneOf(candidates),
            TokensMax = 4,
            Floor = 1.0 / candidates.Count,
            Why = Words.Say(rng, "why.cycle", ("button", Plan.Name(concept))),
        };
    }

    private static int Lcm(int left, int right) =>
        left / (int)System.Numerics.BigInteger.GreatestCommonDivisor(left, right) * right;

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private List<Statement> Turns(int concept, Part.Turn turn, Rng rng)
    {
        var statements = new List<Statement>
        {
            new([$"turned:{concept}", $"steps:{concept}"], Words.Say(
                rng, "turn", ("name", Plan.Name(concept)), ("dial", Plan.Name(turn.First)),
                    ("steps", Text(turn.FirstSteps)))),
        };
        if (turn.Second is { } second)
        {
            statements.Add(new Statement([$"turned2:{concept}", $"steps2:{concept}"], Words.Say(
                rng, "turn.too", ("dial", Plan.Name(second)), ("steps", Text(turn.SecondSteps)))));
        }

        return statements;
    }

    // As below; a lamp is to be lit as often as dark, or the usual word would be worth more than a guess.
    private (Probe Probe, string Text, string Fact, IReadOnlyList<int> Cone) ObserveEvenly(
        int concept, int presses, Rng rng)
    {
        const int AttemptsMax = 12;
        var wanted = rng.Chance(0.5) ? "lit" : "dark";
        var seen = Observe(concept, presses, rng);
        for (var attempt = 0; attempt < AttemptsMax && seen.Probe is LampProbe
            && Answer(seen.Probe, Engine.First) != wanted; attempt++)
        {
            seen = Observe(concept, presses, rng);
        }

        return seen;
    }

    // Something to be seen after presses that have to do with the concept.
    private (Probe Probe, string Text, string Fact, IReadOnlyList<int> Cone) Observe(int concept, int presses, Rng rng)
    {
        var part = _workshop[concept];
        var run = new List<int>();
        for (var i = 0; i < presses; i++)
        {
            var button = part.IsButton && (i == 0 || rng.Chance(0.4)) ? concept
                : Neighbour(concept, p => p.IsButton, rng);
            if (button is { } b && !(part.IsLamp && presses == 1))
            {
                run.Add(b);
            }
        }

        rng.Shuffle<int>(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(run));
        var cone = ConeOf(run.Append(concept));
        var start = Start(cone, rng);
        var pressed = run.Count == 0 ? ""
            : Words.Say(rng, run.Count == 1 ? "pressed.one" : "pressed",
            ("buttons", string.Join(", ", run.Select(Plan.Name)))) + " ";
        var text = $"{Words.Say(rng, "setting", ("setting", Describe(start)))} {pressed}".TrimEnd();
        var key = $"run:{start.Signature}:{string.Join('+', run)}";
        if (part.IsLamp)
        {
            return (new LampProbe(start, run, concept), $"{text} {Plan.Name(concept)}", $"{key}:{concept}", cone);
        }

        var dial = part is Part.Dial ? concept : rng.Pick(start.Dials);
        return (new DialProbe(start, run, dial), $"{text} {Plan.Name(dial)}", $"{key}:{dial}", cone);
    }

    private Draft? Seen(ItemLevel level, int concept, int presses, Rng rng)
    {
        if (_workshop[concept] is Part.Dial)
        {
            return null;
        }

        var (probe, text, fact, cone) = ObserveEvenly(concept, presses, rng);
        if (level == ItemLevel.Compose && cone.Count < 3)
        {
            return null;
        }

        var cut = text.LastIndexOf(' ');
        var (start, run) = probe is LampProbe l ? (l.Start, l.Presses)
            : (((DialProbe)probe).Start, ((DialProbe)probe).Presses);
        var positions = probe is DialProbe d ? _workshop.Positions(d.Dial) : 2;
        return new Draft
        {
            Level = level,
            Concepts = cone,
            Fact = fact,
            Question = text[..cut] + " "
                + Words.Say(rng, probe is LampProbe ? "ask.lamp" : "ask.dial", ("name", text[(cut + 1)..])),
            Probe = probe,
            Shape = probe is LampProbe ? AnswerShape.Text : AnswerShape.Number,
            Grammar = probe is LampProbe ? Gbnf.OneOf(["lit", "dark"])
                : Gbnf.OneOf(Enumerable.Range(0, positions).Select(Text)),
            TokensMax = 4,
            Floor = 1.0 / positions,
            Why = run.Count == 0
                ? Words.Say(rng, "why.law", ("law", StatementsOf(concept)[0].Text))
                : Words.Say(rng, "why.run", ("steps", Trace(start, run))),
            Told = [.. run.Select((_, i) => $"run:{start.Signature}:{string.Join('+', run.Take(i + 1))}")],
        };
    }
}
