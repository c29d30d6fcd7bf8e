using System.Numerics;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Play;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Families.Heaps;

/// <summary>
/// Plays heaps by what was observed: keeps the set of worlds that nothing seen or read rules out, and plays best for
/// one who holds all of them equally likely.
/// </summary>
public sealed class HeapDemonstrator : IDemonstrator
{
    private readonly HeapBeliefs _beliefs;
    private readonly HeapNotes _notes;
    private ulong _worlds;

    /// <summary>Somebody who has read the rulebook and seen nothing yet.</summary>
    public HeapDemonstrator(HeapBeliefs beliefs, HeapNotes notes)
    {
        _beliefs = beliefs;
        _notes = notes;
        _worlds = beliefs.All;
    }

    public IReadOnlyList<string> Notes => _notes.Of(_beliefs, _worlds);

    public string Choose(IEpisode episode)
    {
        var position = (HeapPosition)((GameEpisode)episode).Position;
        var possible = _beliefs.GoingOn(_worlds, position.State);
        return position.Text(_beliefs.Decide(possible == 0 ? _beliefs.All : possible, position.State).Move);
    }

    public void Observe(IEpisode before, string reply, IEpisode after)
    {
        // What led to the first turn has not been taken in yet; what has been changes nothing a second time.
        List<Happening> happenings = [.. ((GameEpisode)before).Since, .. ((GameEpisode)after).Since];
        var left = 0UL;
        foreach (var world in HeapBeliefs.Bits(_worlds))
        {
            if (happenings.All(h => Allows(_beliefs.Worlds[world].Rules, h)))
            {
                left |= 1UL << world;
            }
        }

        _worlds = left == 0 ? _worlds : left;
    }

    public void Read(IReadOnlyList<string> notes)
    {
        var left = _notes.Excluding(_beliefs, _worlds, notes);

        // Notes may be wrong in a noisy life; what contradicts everything teaches nothing.
        _worlds = left == 0 ? _worlds : left;
    }

    /// <summary>Whether the same would have been seen under these rules.</summary>
    private static bool Allows(HeapRules rules, Happening happening)
    {
        if (happening.Before is not HeapPosition truth || happening.After is not HeapPosition result)
        {
            return true;
        }

        var before = new HeapPosition(rules, truth.State);
        if (before.Mover < 0)
        {
            return false;
        }

        var move = happening.Moves[truth.Mover];
        var take = truth.TakeOf(move);
        if (take > 0 && (rules.Allowed >> take & 1) != (result.State.Forfeited < 0 ? 1u : 0u))
        {
            return false;
        }

        return new HeapPosition(rules, result.State).Mover >= 0 == (result.Mover >= 0);
    }
}

/// <summary>What is known of the allowed takes, as lines.</summary>
public sealed class HeapNotes
{
    private readonly string[] _allowed;
    private readonly string[] _forbidden;
    private readonly uint _offered;

    /// <summary>Lines for these counts, in the book's words.</summary>
    public HeapNotes(PromptBook book, uint offered)
    {
        _offered = offered;
        _allowed = Lines(book, "games/heaps/note-allowed");
        _forbidden = Lines(book, "games/heaps/note-forbidden");
    }

    /// <summary>One line for every count on which all the worlds agree, in order.</summary>
    public IReadOnlyList<string> Of(HeapBeliefs beliefs, ulong worlds)
    {
        var always = uint.MaxValue;
        var ever = 0u;
        foreach (var world in HeapBeliefs.Bits(worlds))
        {
            always &= beliefs.Worlds[world].Rules.Allowed;
            ever |= beliefs.Worlds[world].Rules.Allowed;
        }

        return [.. HeapRules.Counts(_offered & (always | ~ever))
            .Select(n => (always >> n & 1) != 0 ? _allowed[n] : _forbidden[n])];
    }

    /// <summary>The worlds that none of the lines excludes. Lines that say something else are passed over.</summary>
    public ulong Excluding(HeapBeliefs beliefs, ulong worlds, IReadOnlyList<string> lines)
    {
        var allowed = 0u;
        var forbidden = 0u;
        foreach (var line in lines)
        {
            var text = line.Trim();
            allowed |= Array.IndexOf(_allowed, text) is > 0 and var a ? 1u << a : 0;
            forbidden |= Array.IndexOf(_forbidden, text) is > 0 and var f ? 1u << f : 0;
        }

        var left = 0UL;
        foreach (var world in HeapBeliefs.Bits(worlds))
        {
            var takes = beliefs.Worlds[world].Rules.Allowed;
            left |= (takes & forbidden) == 0 && (~takes & allowed) == 0 ? 1UL << world : 0;
        }

        return left;
    }

    private string[] Lines(PromptBook book, string name)
    {
        var lines = new string[BitOperations.Log2(_offered) + 1];
        foreach (var take in HeapRules.Counts(_offered))
        {
            lines[take] = book.Fill(name, ("take", Numbers.Text(take)));
        }

        return lines;
    }
}
