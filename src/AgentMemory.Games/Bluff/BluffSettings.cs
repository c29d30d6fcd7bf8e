using AgentMemory.Core;

namespace AgentMemory.Games;

/// <summary>The parameters of <c>bluff</c>, read and checked.</summary>
internal sealed record BluffSettings
{
    private readonly TaskParameters _parameters;
    private readonly string _classic;
    private readonly int _kinds;
    private readonly int _copies;
    private readonly int _rounds;
    private readonly int _ante;

    private BluffSettings(TaskParameters p)
    {
        _parameters = p;
        _classic = p.Word("classic", "none", "none", "kuhn", "leduc");
        _kinds = p.Whole("kinds", 3, 3, 5);
        _rounds = p.Whole("rounds", 1, 1, 2);
        _copies = p.Whole("copies", 1, 1, 2);
        _ante = p.Whole("ante", 1, 1, 4);
        Names = GameNames.Read(p);
        Hidden = p.Word("hidden", "none", "none", "ranking", "habit");
        Seat = p.Word("seat", "first", "first", "second") == "first" ? 0 : 1;
        Scrambled = p.Flag("scrambled", false);
        Varied = p.Flag("varied", false);
        Opponent = Opponent.From(p, Classic ? "optimal" : "random");
    }

    public bool Classic => _classic != "none";

    public ChosenNames Names { get; }

    public string Hidden { get; }

    public int Seat { get; }

    public bool Scrambled { get; }

    public bool Varied { get; }

    public Opponent Opponent { get; }

    public static BluffSettings Read(TaskParameters p)
    {
        var settings = new BluffSettings(p);

        // Read once here, so that they count as known.
        settings.Form(["", "", "", "", "", ""], new Rng(p.Seed));
        p.Text("bet", "");
        p.Text("raises", "");
        p.RefuseUnread();
        return settings;
    }

    /// <summary>The game of an attempt; the first name is the game's own.</summary>
    public BluffForm Form(IReadOnlyList<string> names, Rng rng)
    {
        List<string> kinds = [.. names.Skip(1).Take(_kinds)];
        if (Classic)
        {
            return _classic == "kuhn" ? BluffForm.Kuhn([.. kinds.Take(3)]) : BluffForm.Leduc([.. kinds.Take(3)]);
        }

        var draw = rng.Fork("form");
        var (bet, raises) = (draw.Next(1, 4), draw.Next(1, 3));
        bet = _parameters.Has("bet") ? _parameters.Whole("bet", bet, 1, 4) : bet;
        raises = _parameters.Has("raises") ? _parameters.Whole("raises", raises, 1, 3) : raises;
        var strength = Enumerable.Range(0, _kinds).ToArray();
        rng.Fork("ranking").Shuffle<int>(strength);
        return new BluffForm
        {
            Kinds = kinds,
            Strength = strength,
            Copies = _copies,
            Ante = _ante,
            Bets = _rounds == 1 ? [bet] : [bet, 2 * bet],
            RaisesMax = raises,
        };
    }

    /// <summary>The same cards in another order.</summary>
    public BluffForm Changed(BluffForm form, Rng rng)
    {
        var strength = form.Strength.ToArray();
        var top = rng.Next(1, strength.Length);
        var (high, low) = (Array.IndexOf(strength, top), Array.IndexOf(strength, top - 1));
        (strength[high], strength[low]) = (strength[low], strength[high]);
        return form with { Strength = strength };
    }
}
