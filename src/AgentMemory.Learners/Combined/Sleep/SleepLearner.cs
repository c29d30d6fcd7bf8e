using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Learners.Weights;
using AgentMemory.Learners.Weights.Distillation;
using AgentMemory.Learners.Weights.Study;

namespace AgentMemory.Learners.Combined.Sleep;

/// <summary>
/// Context distillation (Askell et al. 2021; Snell et al. 2022), in two rounds. Awake the student plays, and a memory learner takes in its
/// experience. Asleep the model with that memory in its prompt, the teacher, plays for fresh situations; then it teaches an adapter without
/// the memory, by its whole distribution at moments of episodes. At its exam the student wears the adapter and sees documents alone.
/// The memory learner is decided where this one is made; it comes as any learner does.
/// </summary>
public sealed class SleepLearner : ILearner, IAdapted
{
    private const string SituationsName = "situations.jsonl";
    private const string MetAwakeName = "met-awake.jsonl";
    private const string AwakeFolder = "awake";
    private const string TeacherFolder = "teacher";
    private readonly WeightsTools _tools;
    private readonly SleepSettings _settings;
    private readonly Func<LearnerTools, ILearner> _teacher;

    /// <param name="id">The word users type.</param>
    /// <param name="tools">The shared model and renderer.</param>
    /// <param name="settings">Its own; the teacher has read its part.</param>
    /// <param name="teacher">The memory learner over a model.</param>
    public SleepLearner(string id, WeightsTools tools, SleepSettings settings, Func<LearnerTools, ILearner> teacher)
    {
        Id = id;
        _tools = tools;
        _settings = settings;
        _teacher = teacher;
    }

    public string Id { get; }

    public LearnerPath Path => LearnerPath.Weights;

    public bool NeedsOwnEpisodes => _settings.FreshShare > 0;

    public IReadOnlyList<PracticeRound> Rounds(int episodes)
    {
        var awake = (int)Math.Round(episodes * (1 - _settings.FreshShare));
        return
        [
            new PracticeRound { Starts = awake, Player = RoundPlayer.Student },
            new PracticeRound { Starts = episodes - awake, Player = RoundPlayer.Teacher },
        ];
    }

    public Learned Study(StudyRequest request, CancellationToken cancellation)
    {
        using var worn = TeachersAdapter(request.Before);
        var tools = worn is null ? _tools : _tools with { Model = worn };
        return request.Round.Player == RoundPlayer.Student
            ? StayAwake(request, _teacher(tools), cancellation)
            : Sleep(request, _teacher(tools), tools, cancellation);
    }

    public IReadOnlyList<WornAdapter> Worn(Artifact? artifact) => AdapterWearing.Worn(artifact, AdapterWearing.AdapterName);

    public IPlayer Open(Artifact? artifact) => AdapterWearing.Player(_tools, Worn(artifact));

    public IPlayer Open(Artifact? artifact, PracticeRound round)
    {
        if (round.Player == RoundPlayer.Student)
        {
            return Open(artifact);
        }

        return TeachersAdapter(artifact) is { } worn
            ? new WearingPlayer(_teacher(_tools with { Model = worn }).Open(Inner(artifact, AwakeFolder)), worn)
            : _teacher(_tools).Open(Inner(artifact, AwakeFolder));
    }

    // The student's round: its experience goes into the memory, and what the teacher's round needs is put aside.
    private static Learned StayAwake(StudyRequest request, ILearner teacher, CancellationToken cancellation)
    {
        var memory = Remember(teacher, request, Inner(request.Before, TeacherFolder), AwakeFolder, cancellation);
        Situation.Write(In(request, MetAwakeName), Met(request), int.MaxValue);
        AdapterWearing.Carry(request, AdapterWearing.AdapterName);
        AdapterWearing.Carry(request, SituationsName);
        return new Learned(Artifact.Of(request.Folder), memory.Cost, []);
    }

    // The teacher's round: it is asked at moments of its own episodes, of the student's and of earlier ones.
    private Learned Sleep(StudyRequest request, ILearner teacher, WeightsTools tools, CancellationToken cancellation)
    {
        var awake = Inner(request.Before, AwakeFolder);
        Situation[] asked =
        [
            .. Situation.Read(AdapterWearing.FileOf(request.Before, SituationsName)),
            .. Met(request),
            .. Situation.Read(AdapterWearing.FileOf(request.Before, MetAwakeName)),
        ];
        Situation.Write(In(request, SituationsName), asked, _settings.TeacherQueriesMax);
        using var player = teacher.Open(awake);
        var lessons = new SleepLessons(tools, _settings).Make(player, asked, request.Rng, cancellation);
        var (taught, remark) = Teach(request, lessons, cancellation);
        var kept = PutAway(request, teacher, awake, cancellation);
        return new Learned(Artifact.Of(request.Folder), lessons.Cost + taught + kept, [remark]);
    }

    private (Cost Cost, string Remark) Teach(StudyRequest request, SleepLessons.Lessons lessons, CancellationToken cancellation)
    {
        if (lessons.Training.Count == 0)
        {
            AdapterWearing.Carry(request, AdapterWearing.AdapterName);
            return (Cost.None, "slept without a dream: no situation was met");
        }

        var earlier = AdapterWearing.FileOf(request.Before, AdapterWearing.AdapterName);
        var done = new AdapterStudy(_tools, _settings.Study).Train(
            new StudyMaterial { Lessons = lessons.Training, Apart = lessons.Apart, Earlier = earlier, Rng = request.Rng },
            In(request, AdapterWearing.AdapterName),
            statePath: null,
            cancellation);
        return (done.Cost, Survived(lessons, done));
    }

    // What the teacher played asleep belongs to its memory too, but not before the lessons: it would be asked what it was told.
    private Cost PutAway(StudyRequest request, ILearner teacher, Artifact? awake, CancellationToken cancellation)
    {
        if (!_settings.KeepsMemory)
        {
            return Cost.None;
        }

        if (request.Experience.Count > 0)
        {
            return Remember(teacher, request, awake, TeacherFolder, cancellation).Cost;
        }

        if (awake is not null)
        {
            FolderCopy.Make(awake.Folder, In(request, TeacherFolder));
        }

        return Cost.None;
    }

    private static string Survived(SleepLessons.Lessons lessons, AdapterStudied done)
    {
        var measured = lessons.Apart.Count == 0 ? "none kept apart to measure by"
            : FormattableString.Invariant($"{lessons.Apart.Count} kept apart: divergence from the teacher {done.ApartBefore:G3} to {done.ApartAfter:G3}");
        // A share of nothing, or a rise, is no share that survived.
        var survived = done.ApartBefore > 0 && done.ApartAfter < done.ApartBefore
            ? FormattableString.Invariant($", so {1 - (done.ApartAfter / done.ApartBefore):P0} of what its memory changed survived")
            : "";
        return FormattableString.Invariant($"{lessons.Training.Count} situations taught, {measured}{survived}; {done.Steps} steps");
    }

    // Where the memory is lost with every sleep, the teacher is the sleeper as it now is.
    private ILanguageModel? TeachersAdapter(Artifact? artifact) =>
        !_settings.KeepsMemory && Worn(artifact) is { Count: > 0 } worn ? _tools.Model.Wear(worn) : null;

    private static Situation[] Met(StudyRequest request) =>
        [.. request.Experience.SelectMany(episode => Situation.Of(episode, AdapterWearing.ShownAtExam(request, episode.TaskId)))];

    private static Artifact? Inner(Artifact? artifact, string folder) =>
        artifact is not null && Directory.Exists(artifact.PathOf(folder)) ? Artifact.Of(artifact.PathOf(folder)) : null;

    private static Learned Remember(ILearner teacher, StudyRequest request, Artifact? before, string name, CancellationToken cancellation)
    {
        var folder = In(request, name);
        Directory.CreateDirectory(folder);
        return teacher.Study(request with { Before = before, Folder = folder, Rng = request.Rng.Fork(name) }, cancellation);
    }

    private static string In(StudyRequest request, string name) => System.IO.Path.Combine(request.Folder, name);
}
