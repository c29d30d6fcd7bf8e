using AgentMemory.Core.Episodes;
using AgentMemory.Core.Lives;

namespace AgentMemory.Games.Wings;

/// <summary>
/// The exact reader: knows of each wing which functions agree with all that it was told, and tries the likeliest word first. What
/// cannot be by what it was told before can only come of wrong notes; then it forgets all it knew of that wing.
/// </summary>
internal sealed class WingDemonstrator(WingWorld world, WingText text) : IDemonstrator
{
    private readonly WingPosterior?[] _wings = new WingPosterior?[world.Wings];

    public IReadOnlyList<string> Notes =>
        [.. Enumerable.Range(0, world.Wings).Where(wing => _wings[wing] is not null).SelectMany(wing => text.Notes(wing, _wings[wing]!))];

    public string Choose(IEpisode episode)
    {
        var ranks = Rank(episode);
        var best = 0;
        for (var move = 1; move < ranks.Count; move++)
        {
            best = ranks[move] > ranks[best] ? move : best;
        }

        return WingPosition.Of(episode).Text(best);
    }

    /// <summary>How many functions give each word that was not tried yet; exact integers, so that ties are ties.</summary>
    public IReadOnlyList<double> Rank(IEpisode episode)
    {
        var position = WingPosition.Of(episode);
        var known = _wings[position.Thing.Wing] ?? world.Kind.Begin();
        var cell = world.Kind.CellOf(position.Thing);
        return [.. Enumerable.Range(0, position.Count).Select(move => (double)known.CountWith(cell, position.WordOf(move)))];
    }

    // At the end of a game the word is told; where an exam does not tell it, the right word was the last try or the one word left.
    public void Observe(IEpisode before, string reply, IEpisode after)
    {
        if (after.Outcome is not null)
        {
            var end = WingPosition.Of(after);
            Learn(end.Thing.Wing, world.Kind.CellOf(end.Thing), end.Right);
        }
    }

    public void Read(IReadOnlyList<string> notes)
    {
        foreach (var note in notes.Select(line => text.NoteOf(line.Trim())).OfType<WingNote>())
        {
            foreach (var cell in note.Cells)
            {
                Learn(note.Wing, cell, note.Word);
            }
        }
    }

    private void Learn(int wing, int cell, int word)
    {
        if (!(_wings[wing] ??= world.Kind.Begin()).TryLearn(cell, word))
        {
            _wings[wing] = world.Kind.Begin();
            _wings[wing]!.TryLearn(cell, word);
        }
    }
}
