using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Training.Batches;

namespace AgentMemory.Pretraining.Corpora;

/// <summary>
/// An endless series of lives: the n-th follows from plan and seed alone, so that nothing is stored and a resumed run
/// reads on where it stopped.
/// </summary>
public sealed class Corpus
{
    private const int DrawsMax = 20;
    private const int StrangersOfPart = 4;

    private readonly PretrainPlan _plan;
    private readonly IReadOnlyList<(CorpusPart Part, ITaskFamily Family, ILifeWriter Writer)> _parts;
    private readonly LifeSettings _settings;
    private readonly SampleMaker _maker;
    private readonly int _endToken;
    private readonly Rng _rng;
    private readonly Dictionary<string, ITask> _recent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ITask> _kept = new(StringComparer.Ordinal);

    /// <param name="plan">What to draw from.</param>
    /// <param name="families">By name.</param>
    /// <param name="prompt">The renderer that players use.</param>
    /// <param name="tokenizer">Measures lives.</param>
    /// <param name="maker">Makes samples of them.</param>
    /// <param name="endToken">Ends a text.</param>
    /// <exception cref="UserErrorException">A part names a family that does not exist, or what the plan keeps out.</exception>
    public Corpus(
        PretrainPlan plan,
        IReadOnlyDictionary<string, ITaskFamily> families,
        PlayPrompt prompt,
        ITokenizer tokenizer,
        SampleMaker maker,
        int endToken)
    {
        _plan = plan;
        _settings = plan.Life;
        _maker = maker;
        _endToken = endToken;
        _rng = new Rng(plan.Seed).Fork("corpus");
        _parts = [.. plan.Corpus.Select(p => (Allowed(p), Family(p), Writer(p)))];

        CorpusPart Allowed(CorpusPart part) => KeptOut.Broken(part, plan.KeptOut) is { } entry
            ? throw new UserErrorException($"plan {plan.Name}: the corpus draws \"{part.Task}\", and {entry} is kept out; take out one of them")
            : part;

        ITaskFamily Family(CorpusPart part) => families.TryGetValue(TaskParameters.Parse(part.Task).Family, out var family)
            ? family
            : throw new UserErrorException(
                $"plan {plan.Name}: there is no family for \"{part.Task}\"; the families are {string.Join(", ", families.Keys)}");

        ILifeWriter Writer(CorpusPart part) => part.Kind switch
        {
            CorpusKind.Play => new PlayLifeWriter(prompt, tokenizer, plan.Life),
            CorpusKind.Field => new QuestionLifeWriter(prompt, tokenizer, plan.Life, QuestionLifeWriter.Shown.Documents, LifeKind.Answer),
            CorpusKind.FieldPassages => new QuestionLifeWriter(prompt, tokenizer, plan.Life, QuestionLifeWriter.Shown.Passages, LifeKind.Answer),
            CorpusKind.Facts => new QuestionLifeWriter(prompt, tokenizer, plan.Life, QuestionLifeWriter.Shown.Documents, LifeKind.Recall),
            CorpusKind.FactPassages => new QuestionLifeWriter(prompt, tokenizer, plan.Life, QuestionLifeWriter.Shown.Passages, LifeKind.Recall),
            CorpusKind.FactMessages => new QuestionLifeWriter(prompt, tokenizer, plan.Life, QuestionLifeWriter.Shown.Messages, LifeKind.Recall),
            CorpusKind.Prose => new ConversationLifeWriter(prompt, tokenizer, plan.Life),
            CorpusKind.Told => new ToldLifeWriter(prompt, tokenizer, plan.Life, part.Told
                ?? throw new ArgumentException("games that are told need their number", nameof(plan))),
            _ => throw new ArgumentException($"{part.Kind} is no kind of life", nameof(plan)),
        };
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
        var (part, family, writer) = Pick(group, _ => true);
        var name = Draw(part, family, group, seedMin, seedMax);
        var rng = root.Fork("life", checked((int)number));
        var task = Make(part, family, name);
        var life = writer.Write(new LifeRequest
        {
            Task = task,
            Another = () => Stranger(rng.Fork("another"), seedMin),
            Twin = () => Twin(part, family, name),
            Tokens = rng.Fork("tokens").Next(TokensMin(part), TokensMax(part) + 1),
            Rng = rng,
        });
        return life with { Part = NameOf(part, family, task) };
    }

    private static string NameOf(CorpusPart part, ITaskFamily family, ITask task) => part.Kind switch
    {
        CorpusKind.Play => family.Name,
        CorpusKind.Told => family.Name + (task.Partition.Value is { IsInferable: false } ? " without rules" : " told"),
        _ => part.Kind.ToString(),
    };

    // Shares are of tokens, and lives are of different lengths.
    private (CorpusPart Part, ITaskFamily Family, ILifeWriter Writer) Pick(Rng rng, Func<CorpusPart, bool> suits)
    {
        var among = _parts.Where(p => suits(p.Part)).ToList();
        var at = rng.NextDouble() * among.Sum(p => Rate(p.Part));
        foreach (var part in among)
        {
            at -= Rate(part.Part);
            if (at < 0)
            {
                return part;
            }
        }

        return among[^1];
    }

    private double Rate(CorpusPart part) => part.Share / (TokensMin(part) + TokensMax(part));

    private int TokensMin(CorpusPart part) => part.Told?.Games * ToldGames.GameTokens ?? part.TokensMin ?? _settings.TokensMin;

    private int TokensMax(CorpusPart part) => part.Told?.Games * ToldGames.GameTokens ?? part.TokensMax ?? _settings.TokensMax;

    // One of a few games of any part, kept for good: what they are does not matter, only that they are other games.
    private ITask Stranger(Rng rng, int seedMin)
    {
        var (part, family, _) = Pick(rng, p => p.Kind == CorpusKind.Play);
        var few = part with { Tasks = StrangersOfPart };
        return Make(few, family, Draw(few, family, rng, seedMin, seedMax: int.MaxValue));
    }

    private ITask? Twin(CorpusPart part, ITaskFamily family, string name)
    {
        if (family.TwinOf(TaskParameters.Parse(name), TaskTwin.Varied) is not { } twin)
        {
            return null;
        }

        try
        {
            return Make(part, family, twin.ToString());
        }
        catch (UserErrorException)
        {
            // Some tasks cannot be varied: there is only one such rule.
            return null;
        }
    }

    // Some parameters go with few seeds; a family then refuses and another is drawn.
    private string Draw(CorpusPart part, ITaskFamily family, Rng rng, int seedMin, int seedMax)
    {
        UserErrorException? last = null;
        for (var attempt = 0; attempt < DrawsMax; attempt++)
        {
            var seed = seedMin + rng.Next(Math.Min(seedMax - seedMin, part.Tasks ?? _settings.TasksMax));
            var task = TaskParameters.Parse(Choose(part.Task, rng));
            var name = (family.WithSeed(task, (ulong)seed) ?? task).ToString();
            try
            {
                Make(part, family, name);
                return name;
            }
            catch (UserErrorException e)
            {
                last = e;
            }
        }

        throw new UserErrorException($"plan {_plan.Name}: corpus part \"{part.Task}\" makes no task: {last?.Message}", last!);
    }

    // What is drawn from few tasks is kept for good, all else for a while.
    private ITask Make(CorpusPart part, ITaskFamily family, string name)
    {
        var kept = part.Tasks is null ? _recent : _kept;
        if (!kept.TryGetValue(name, out var task))
        {
            if (part.Tasks is null && kept.Count > (2 * _parts.Count) + 64)
            {
                kept.Clear();
            }

            task = family.Create(TaskParameters.Parse(name));
            kept[name] = task;
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
