using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Learners.Weights;
using AgentMemory.Learners.Weights.Experience;
using AgentMemory.Learners.Weights.Study;
using AgentMemory.Training.Batches;

namespace AgentMemory.Learners.Combined.MemoryLora;

/// <summary>
/// Both paths together: a memory learner remembers in the prompt, and an adapter is worn that was trained on the same
/// episodes. Part of the lessons stand behind what was remembered when they were played, the others behind the documents
/// alone: an adapter trained on bare prompts overrides what the history says. The memory comes as any learner does.
/// </summary>
public sealed class MemoryLoraLearner : ILearner, IAdapted
{
    private const string MemoryFolder = "memory";
    private const string TaskName = "task.txt";
    private readonly WeightsTools _tools;
    private readonly MemoryLoraSettings _settings;
    private readonly Func<LearnerTools, ILearner> _memory;

    /// <param name="tools">The shared model and renderer.</param>
    /// <param name="settings">Its own; the memory has read its part.</param>
    /// <param name="memory">The memory learner over a model.</param>
    public MemoryLoraLearner(WeightsTools tools, MemoryLoraSettings settings, Func<LearnerTools, ILearner> memory)
    {
        _tools = tools;
        _settings = settings;
        _memory = memory;
    }

    public string Id => "memory+lora";

    public LearnerPath Path => LearnerPath.Both;

    public Learned Study(StudyRequest request, CancellationToken cancellation)
    {
        var memoryBefore = MemoryOf(request.Before);
        var (fresh, asking) = Lessons(request, memoryBefore, cancellation);
        var remembered = Remember(request, memoryBefore, cancellation);
        var before = AdapterWearing.Lessons(request.Before);
        Lesson[] known = [.. before, .. fresh];
        Lesson.Write(In(request, AdapterWearing.ExperienceName), Lesson.Latest(known, _settings.Replay.EpisodesMax));
        var writer = new LessonWriter(_tools, _settings.Weighting);
        var draw = request.Rng.Fork("memory");
        var now = writer.Weighted(fresh, known, _ => draw.Chance(_settings.WithMemoryShare));
        Sample[] replay =
        [
            .. writer.Weighted(before, known, _ => draw.Chance(_settings.WithMemoryShare)).Where(s => s.Advantage > 0).Select(s => s.Sample),
        ];
        var cost = remembered.Cost + asking;
        var remarks = remembered.Remarks.ToList();
        if (now.Count == 0 || !Trains(request))
        {
            AdapterWearing.Carry(request, AdapterWearing.AdapterName);
            remarks.Add(now.Count == 0 ? "nothing to train on: all episodes went alike" : "another task: the adapter stays as it was");
        }
        else
        {
            Sample[] lessons = [.. now.Select(s => s.Sample)];
            var (imagined, imagining) = new ImaginedLives(_tools, _settings.SelfReplay).Make(
                fresh, writer, AdapterStudy.MassOf(lessons), request.Rng.Fork("imagine"), cancellation);
            cost += imagining;
            var done = new AdapterStudy(_tools, _settings.Study with { RehearsedEachPass = _settings.SelfReplay.EachPass }).Train(
                new StudyMaterial
                {
                    Lessons = lessons,
                    Replay = replay,
                    Rehearsal = imagined,
                    Earlier = AdapterWearing.FileOf(request.Before, AdapterWearing.AdapterName),
                    Rng = request.Rng,
                },
                In(request, AdapterWearing.AdapterName),
                statePath: null,
                cancellation);
            cost += done.Cost;
            remarks.Add(FormattableString.Invariant(
                $"{now.Count} lessons of {fresh.Count}, {replay.Length} to replay, loss {done.FirstLoss:F3} to {done.LastLoss:F3}"));
        }

        return new Learned(Artifact.Of(request.Folder), cost, remarks);
    }

    public IReadOnlyList<WornAdapter> Worn(Artifact? artifact) => AdapterWearing.Worn(artifact, AdapterWearing.AdapterName);

    public IPlayer Open(Artifact? artifact)
    {
        if (Worn(artifact) is not { Count: > 0 } adapters)
        {
            return _memory(_tools).Open(MemoryOf(artifact));
        }

        var worn = _tools.Model.Wear(adapters);
        return new WearingPlayer(_memory(_tools with { Model = worn }).Open(MemoryOf(artifact)), worn);
    }

    // Where the adapter is of the stream's first task alone, what changes later is left to the memory.
    private bool Trains(StudyRequest request)
    {
        var task = request.Experience[^1].TaskId;
        var first = AdapterWearing.FileOf(request.Before, TaskName) is { } named ? File.ReadAllText(named) : task;
        File.WriteAllText(In(request, TaskName), first);
        return _settings.Trains == AdapterTrains.Always || task == first;
    }

    private static Artifact? MemoryOf(Artifact? artifact) =>
        artifact is not null && Directory.Exists(artifact.PathOf(MemoryFolder)) ? Artifact.Of(artifact.PathOf(MemoryFolder)) : null;

    private Learned Remember(StudyRequest request, Artifact? before, CancellationToken cancellation)
    {
        var folder = In(request, MemoryFolder);
        Directory.CreateDirectory(folder);
        return _memory(_tools).Study(
            request with { Before = before, Folder = folder, Rng = request.Rng.Fork(MemoryFolder) }, cancellation);
    }

    // What stood in front of each episode is asked from the memory as it was: the player shows its prompt when it chooses.
    private (IReadOnlyList<Lesson> Lessons, Cost Cost) Lessons(StudyRequest request, Artifact? memory, CancellationToken cancellation)
    {
        var lessons = request.Experience.Select(e => Lesson.Of(e, AdapterWearing.ShownAtExam(request, e.TaskId))).ToList();
        if (memory is null || _settings.WithMemoryShare == 0 || lessons.Count == 0)
        {
            return (lessons, Cost.None);
        }

        // Lessons hold no thoughts, and none is written to see what is remembered.
        using var player = _memory(_tools with { Prompt = _tools.Prompt.With((Thinking?)null) }).Open(memory);
        // Where every move was forced the learner was not asked, and there is nothing to be shown.
        int[] asked = [.. Enumerable.Range(0, lessons.Count).Where(i => request.Experience[i].Moves.Count > 0)];
        Turn[] firsts = [.. asked.Select(i => new Turn
        {
            TaskId = request.Experience[i].TaskId,
            Documents = lessons[i].Documents,
            Earlier = [],
            View = request.Experience[i].Moves[0].View,
            Temperature = 0,
            Restricted = true,
            Seed = request.Experience[i].Seed,
        })];
        var choices = player.Choose(firsts, cancellation);
        for (var i = 0; i < asked.Length; i++)
        {
            var episode = _tools.Prompt.Begin([], firsts[i].View);
            if (choices[i].Prompt is { } prompt && prompt.EndsWith(episode, StringComparison.Ordinal))
            {
                lessons[asked[i]] = lessons[asked[i]] with { Shown = prompt[..^episode.Length] };
            }
        }

        return (lessons, choices.Aggregate(Cost.None, (sum, choice) => sum + choice.Cost));
    }

    private static string In(StudyRequest request, string name) => System.IO.Path.Combine(request.Folder, name);
}
