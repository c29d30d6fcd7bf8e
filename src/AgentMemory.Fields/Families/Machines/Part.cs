using AgentMemory.Fields.Design;

namespace AgentMemory.Fields.Families.Machines;

/// <summary>A part of a machine. Closed: one of the nested records.</summary>
internal abstract record Part
{
    private Part()
    {
    }

    /// <summary>Parts its law speaks of.</summary>
    public virtual IReadOnlyList<int> Needs => [];

    /// <summary>Stands at 0 to Positions - 1.</summary>
    public sealed record Dial(int Positions) : Part;

    /// <summary>A button that turns a dial on, and perhaps a second one.</summary>
    public sealed record Turn(int First, int FirstSteps, int? Second, int SecondSteps) : Part
    {
        public override IReadOnlyList<int> Needs => Second is { } s ? [First, s] : [First];
    }

    /// <summary>A button that does what others do, one after another.</summary>
    public sealed record Macro(IReadOnlyList<int> Buttons) : Part
    {
        public override IReadOnlyList<int> Needs => [.. Buttons.Distinct()];
    }

    /// <summary>A button that does what another does while a lamp is lit, and else nothing.</summary>
    public sealed record Guarded(int Lamp, int Button) : Part
    {
        public override IReadOnlyList<int> Needs => [Lamp, Button];
    }

    /// <summary>A lamp that is lit while a dial stands at a position or above.</summary>
    public sealed record AtLeast(int Follows, int Position) : Part
    {
        public override IReadOnlyList<int> Needs => [Follows];
    }

    /// <summary>A lamp that is lit while one lamp is lit and another is dark.</summary>
    public sealed record LitAndDark(int Lit, int Unlit) : Part
    {
        public override IReadOnlyList<int> Needs => [Lit, Unlit];
    }

    /// <summary>A lamp that is lit while another is dark.</summary>
    public sealed record Dark(int Lamp) : Part
    {
        public override IReadOnlyList<int> Needs => [Lamp];
    }

    /// <summary>The same presses or the same lamp; lists are compared member by member. Dials are never alike.</summary>
    public static bool HaveOneLaw(Part left, Part right) => (left, right) switch
    {
        (Dial, _) => false,
        (Macro a, Macro b) => a.Buttons.SequenceEqual(b.Buttons),
        _ => left == right,
    };

    public bool IsButton => this is Turn or Macro or Guarded;

    public bool IsLamp => this is AtLeast or LitAndDark or Dark;
}

/// <summary>Where some dials stand.</summary>
internal sealed record Setting(IReadOnlyList<int> Dials, IReadOnlyList<int> Positions)
{
    /// <summary>Free of names.</summary>
    public string Signature => string.Join(',', Dials.Zip(Positions, (d, p) => $"{d}@{p}"));
}

/// <summary>Where does a dial stand after some presses?</summary>
internal sealed record DialProbe(Setting Start, IReadOnlyList<int> Presses, int Dial) : Probe;

/// <summary>Is a lamp lit after some presses?</summary>
internal sealed record LampProbe(Setting Start, IReadOnlyList<int> Presses, int Lamp) : Probe;

/// <summary>Presses of the given buttons that bring a dial to a position.</summary>
internal sealed record ControlProbe(Setting Start, IReadOnlyList<int> Buttons, int Dial, int Goal, int PressesMax)
    : Probe;

/// <summary>The least number of presses of one button, at least one, that brings everything back to the
/// start.</summary>
internal sealed record CycleProbe(Setting Start, int Button) : Probe;
