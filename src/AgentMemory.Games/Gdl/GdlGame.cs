using AgentMemory.Games.Play;

namespace AgentMemory.Games.Gdl;

/// <summary>A game written in the Game Description Language. The role named random is chance and has no seat.</summary>
public sealed class GdlGame : IGame
{
    private readonly GameWords _words;
    private readonly int[] _roles;

    internal GdlGame(string name, GdlEngine engine, int stepsMax, bool countsSteps, GameWords words)
    {
        Name = name;
        Engine = engine;
        StepsMax = stepsMax;
        CountsSteps = countsSteps;
        _words = words;
        Random = engine.Roles.ToList().IndexOf("random");
        _roles = [.. Enumerable.Range(0, engine.Roles.Count).Where(role => role != Random)];
        Roles = [.. _roles.Select(role => engine.Roles[role])];
        Start = new GdlPosition(this, engine.Initial, 0, engine.HasSees ? [.. engine.Roles.Select(_ => GdlHistory.Start)] : null);
    }

    public string Name { get; }

    public IReadOnlyList<string> Roles { get; }

    public IPosition Start { get; }

    public double ScoreMin => 0;

    public double ScoreMax => 100;

    public bool HidesInformation => Engine.HasSees;

    /// <summary>After so many joint moves the game is broken off.</summary>
    public int StepsMax { get; }

    /// <summary>Positions after different numbers of steps differ, since the game could come back to a state.</summary>
    public bool CountsSteps { get; }

    /// <summary>The number of the random role among all roles, or -1.</summary>
    public int Random { get; }

    internal GdlEngine Engine { get; }

    /// <summary>The number of a seat's role among all roles.</summary>
    public int RoleOf(int seat) => _roles[seat];

    /// <summary>The seat of a role, or -1 for the random one.</summary>
    public int SeatOf(int role) => Array.IndexOf(_roles, role);

    public object Sight(IPosition position, int seat)
    {
        var gdl = (GdlPosition)position;
        return gdl.Histories is { } histories ? histories[RoleOf(seat)] : gdl;
    }

    public string Key(IPosition position, int seat)
    {
        var gdl = (GdlPosition)position;
        return gdl.Histories is { } histories ? histories[RoleOf(seat)].ToString()
            : CountsSteps ? $"{Numbers.Text(gdl.Step)} {string.Join(' ', gdl.Facts)}"
            : string.Join(' ', gdl.Facts);
    }

    public string View(IPosition position, int seat, IReadOnlyList<Happening> since)
    {
        var gdl = (GdlPosition)position;
        var news = News(gdl, seat, since);
        var known = gdl.Histories is null ? string.Join(' ', gdl.Facts) : Numbers.Text(gdl.Step);
        return news.Length == 0
            ? _words.Book.Fill("games/gdl/view", ("state", known))
            : _words.Book.Fill("games/gdl/view-news", ("news", news), ("state", known));
    }

    public string Feedback(IPosition position, int seat, IReadOnlyList<Happening> since)
    {
        var gdl = (GdlPosition)position;
        return _words.Book.Fill(gdl.IsTerminal ? "games/gdl/end" : "games/gdl/broken-off",
            ("news", News(gdl, seat, since)), ("goal", Numbers.Text((int)gdl.Score(seat))));
    }

    public string Board(IPosition position, int seat)
    {
        var gdl = (GdlPosition)position;
        return gdl.Histories is { } histories
            ? string.Join("\n", histories[RoleOf(seat)].SeenSince(0).Select(s => $"seen {s.Step}: {s.Seen}")
                .Prepend($"step {gdl.Step}"))
            : string.Join("\n", gdl.Facts);
    }

    /// <summary>What others did, or what the rules let the seat see of it.</summary>
    private string News(GdlPosition position, int seat, IReadOnlyList<Happening> since)
    {
        if (position.Histories is { } histories)
        {
            return Seen(histories[RoleOf(seat)], since);
        }

        var news = new List<string>();
        foreach (var happening in since)
        {
            var before = (GdlPosition)happening.Before;
            for (var other = 0; other < happening.Moves.Count; other++)
            {
                if (other != seat && happening.Moves[other] >= 0 && before.MoveCount(other) > 1)
                {
                    news.Add($"{Roles[other]} {before.MoveText(other, happening.Moves[other])}");
                }
            }

            if (happening.Moves.Count == 0)
            {
                news.Add($"random {before.ChanceText(happening.Outcome)}");
            }
        }

        return string.Join(", ", news);
    }

    /// <summary>What the seat saw since it was last asked; with the step where that took several, since the step tells too.</summary>
    private static string Seen(GdlHistory history, IReadOnlyList<Happening> since)
    {
        var asked = since.Count == 0 ? history.Step : ((GdlPosition)since[0].Before).Step;
        return string.Join(", ", history.SeenSince(asked)
            .Select(s => history.Step - asked == 1 ? s.Seen : $"{Numbers.Text(s.Step)}: {s.Seen}"));
    }
}
