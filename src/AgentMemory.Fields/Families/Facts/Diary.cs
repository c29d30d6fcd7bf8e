using AgentMemory.Fields.Design;

namespace AgentMemory.Fields.Families.Facts;

/// <summary>What a message does to what is known.</summary>
internal enum FactEvent
{
    Told,

    /// <summary>Things changed.</summary>
    Updated,

    /// <summary>The earlier message was wrong.</summary>
    Corrected,

    /// <summary>The earlier message is taken back; nothing is known any more.</summary>
    Withdrawn,
}

/// <summary>A message about one thing of a person.</summary>
/// <param name="Time">Messages are read in the order of their times.</param>
internal sealed record Message(int Attribute, FactEvent Event, int Value, double Time);

/// <summary>A person and how one comes to speak of them.</summary>
/// <param name="Through">The person by whom they are known, or -1 for a friend of the speaker's own.</param>
/// <param name="Relation">Which relation that is.</param>
internal sealed record Person(int Through, int Relation);

/// <summary>
/// What somebody tells in passing about the people of their life. The first engine reads the messages forwards and
/// keeps what is current; the second looks backwards for the last word on a matter.
/// </summary>
internal sealed class Diary
{
    public const int Attributes = 5;
    public const int ValuesPerAttribute = 6;

    /// <summary>Most changes of one thing.</summary>
    public const int ChangesMax = 2;
    private readonly Person[] _people;
    private readonly List<Message>[] _messages;

    public Diary(FieldPlan plan, int relations)
    {
        _people = new Person[plan.Total];
        _messages = new List<Message>[plan.Total];
        var taken = new HashSet<(int, int)>();
        for (var i = 0; i < plan.Total; i++)
        {
            _people[i] = new Person(-1, 0);
            if (!plan.IsPrimitive(i))
            {
                var shape = plan.ShapeOf(i);
                var through = plan.JustBelow(
                    i, shape, c => Enumerable.Range(0, relations).Any(r => !taken.Contains((c, r))))
                    ?? plan.Below(i, shape, c =>
                        Enumerable.Range(0, relations).Any(r => !taken.Contains((c, r))))!.Value;
                var relation = shape.Pick(
                    [.. Enumerable.Range(0, relations).Where(r => !taken.Contains((through, r)))]);
                taken.Add((through, relation));
                _people[i] = new Person(through, relation);
            }

            _messages[i] = Tell(i, plan);
        }
    }

    public Person this[int person] => _people[person];

    /// <summary>Messages about a person, in order of time.</summary>
    public IReadOnlyList<Message> About(int person) => _messages[person];

    /// <summary>First engine: the value that stands in the end, or null where it was withdrawn.</summary>
    public int? Forwards(int person, int attribute)
    {
        int? now = null;
        foreach (var message in _messages[person].Where(m => m.Attribute == attribute))
        {
            now = message.Event == FactEvent.Withdrawn ? null : message.Value;
        }

        return now;
    }

    /// <summary>Second engine: the latest message alone.</summary>
    public int? Backwards(int person, int attribute)
    {
        Message? last = null;
        foreach (var message in _messages[person])
        {
            if (message.Attribute == attribute && (last is null || message.Time > last.Time))
            {
                last = message;
            }
        }

        return last is null or { Event: FactEvent.Withdrawn } ? null : last.Value;
    }

    // Two of five things change later on, within the storey's time.
    private static List<Message> Tell(int person, FieldPlan plan)
    {
        var rng = plan.LawOf(person);
        var shape = plan.ShapeOf(person).Fork("events");
        var concepts = plan.Settings.Concepts;
        var index = person % concepts;
        var messages = new List<Message>();
        var changing = Enumerable.Range(0, Attributes).ToArray();
        shape.Shuffle<int>(changing);
        for (var a = 0; a < Attributes; a++)
        {
            var value = rng.Next(ValuesPerAttribute);
            messages.Add(new Message(a, FactEvent.Told, value, index + (0.1 * a)));
            var time = (double)index + 1;
            for (var k = 0; k < ChangesMax && Array.IndexOf(changing, a) < 2 && (k == 0 || shape.Chance(0.5)); k++)
            {
                time += 0.05 + (shape.NextDouble() * (concepts - index) / 2);
                var what = shape.Next(
                    7) switch
                { 0 or 1 or 2 => FactEvent.Updated, 6 => FactEvent.Withdrawn, _ => FactEvent.Corrected };
                value = (value + rng.Next(1, ValuesPerAttribute)) % ValuesPerAttribute;
                messages.Add(new Message(a, what, value, time));
                if (what == FactEvent.Withdrawn)
                {
                    break;
                }
            }
        }

        return [.. messages.OrderBy(m => m.Time)];
    }
}

/// <summary>What holds now of a person: one thing, or several.</summary>
internal sealed record NowProbe(int Person, IReadOnlyList<int> Attributes) : Probe;

/// <summary>How often a thing was changed, corrected or withdrawn.</summary>
internal sealed record ChangesProbe(int Person, int Attribute) : Probe;

/// <summary>Who of some people has this value now?</summary>
internal sealed record WhoProbe(IReadOnlyList<int> People, int Attribute, int Value) : Probe;

/// <summary>By whom is a person known?</summary>
internal sealed record ThroughProbe(int Person) : Probe;
