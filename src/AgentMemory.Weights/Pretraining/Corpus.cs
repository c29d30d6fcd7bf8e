using System.Globalization;
using AgentMemory.Core;

namespace AgentMemory.Weights;

/// <summary>
/// An endless series of lives: the n-th follows from plan and seed alone, so that nothing is stored and a resumed run
/// reads on where it stopped.
/// </summary>
public sealed class Corpus
{
    private const int DrawsMax = 20;

    private readonly IReadOnlyList<(CorpusPart Part, ITaskFamily Family)> _parts;
    private readonly LifeSettings _settings;
    private readonly LifeWriter _writer;
    private readonly SampleMaker _maker;
    private readonly int _endToken;
    private readonly Rng _rng;
    private readonly Dictionary<string, ITask> _recent = new(StringComparer.Ordinal);

    /// <exception cref="UserErrorException">A part names a family that does not exist.</exception>
    public Corpus(
        PretrainPlan plan,
        IReadOnlyDictionary<string, ITaskFamily> families,
        LifeWriter writer,
        SampleMaker maker,
        int endToken)
    {
        _settings = plan.Life;
        _writer = writer;
        _maker = maker;
        _endToken = endToken;
        _rng = new Rng(plan.Seed).Fork("corpus");
        _parts = [.. plan.Corpus.Select(p => (p, families.TryGetValue(TaskParameters.Parse(p.Task).Family, out var family)
            ? family
            : throw new UserErrorException(
                $"plan {plan.Name}: there is no family for \"{p.Task}\"; the families are {string.Join(", ", families.Keys)}")))];
    }

    /// <summary>The n-th life of the training.</summary>
    public Life Life(long number) => Write(number, _rng, seedMin: _settings.HeldOutSeeds, seedMax: int.MaxValue);

    /// <summary>The n-th life of tasks that are kept out of the training.</summary>
    public Life HeldOut(long number) => Write(number, _rng.Fork("held out"), seedMin: 1, seedMax: _settings.HeldOutSeeds);

    /// <summary>A life as a sample.</summary>
    public Sample Sample(Life life) => _maker.Make(life.Segments, life.EndsText ? _endToken : null);

    /// <summary>A life as a sample in which one kind alone is predicted.</summary>
    public Sample Sample(Life life, LifeKind only) => _maker.Make(life.Only(only));

    private Life Write(long number, Rng root, int seedMin, int seedMax)
    {
        // Lives of one task in a row share its making.
        var group = root.Fork("task", checked((int)(number / _settings.LivesPerTask)));
        var (part, family) = Pick(group);
        var task = Draw(part, family, group, seedMin, seedMax);
        var rng = root.Fork("life", checked((int)number));
        var another = _settings.WrongNotesShare > 0 && task is IDemonstrable { TrueNotes.Count: > 0 }
            ? Draw(part, family, group.Fork("another"), seedMin, seedMax)
            : null;
        return _writer.Write(task, another, rng);
    }

    private (CorpusPart Part, ITaskFamily Family) Pick(Rng rng)
    {
        var at = rng.NextDouble() * _parts.Sum(p => p.Part.Weight);
        foreach (var part in _parts)
        {
            at -= part.Part.Weight;
            if (at < 0)
            {
                return part;
            }
        }

        return _parts[^1];
    }

    // Some parameters go with few seeds; a family then refuses and another is drawn.
    private ITask Draw(CorpusPart part, ITaskFamily family, Rng rng, int seedMin, int seedMax)
    {
        UserErrorException? last = null;
        for (var attempt = 0; attempt < DrawsMax; attempt++)
        {
            var seed = seedMin + rng.Next(Math.Min(seedMax - seedMin, _settings.TasksMax));
            var name = Choose(part.Task, rng) + (part.Task.Contains('?', StringComparison.Ordinal) ? "&" : "?")
                + "seed=" + seed.ToString(CultureInfo.InvariantCulture);
            try
            {
                return Make(family, name);
            }
            catch (UserErrorException e)
            {
                last = e;
            }
        }

        throw new UserErrorException($"corpus part \"{part.Task}\" makes no task: {last?.Message}", last!);
    }

    private ITask Make(ITaskFamily family, string name)
    {
        if (!_recent.TryGetValue(name, out var task))
        {
            if (_recent.Count > 2 * _parts.Count + 64)
            {
                _recent.Clear();
            }

            task = family.Create(TaskParameters.Parse(name));
            _recent[name] = task;
        }

        return task;
    }

    // "piles=1|2" becomes "piles=2".
    private static string Choose(string task, Rng rng)
    {
        var mark = task.IndexOf('?', StringComparison.Ordinal);
        return mark < 0
            ? task
            : task[..(mark + 1)] + string.Join('&', task[(mark + 1)..].Split('&').Select(pair =>
            {
                var equals = pair.IndexOf('=', StringComparison.Ordinal);
                return pair[..(equals + 1)] + rng.Pick(pair[(equals + 1)..].Split('|'));
            }));
    }
}
