using System.Runtime.InteropServices;
using AgentMemory.Gguf;

namespace AgentMemory.Native;

/// <summary>
/// struct llama_context_params. Never filled from scratch: take llama_context_default_params() and change fields.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LlamaContextParams
{
    internal uint NCtx;
    internal uint NBatch;
    internal uint NUbatch;
    internal uint NSeqMax;
    internal uint NRsSeq;
    internal uint NOutputsMax;

    /// <summary>Defaults to 1: one row of logits per sequence and physical batch. 0 lifts that.</summary>
    internal uint NOutputsMaxPerSeq;

    internal int NThreads;
    internal int NThreadsBatch;
    internal int CtxType;
    internal int RopeScalingType;
    internal int PoolingType;
    internal int AttentionType;
    internal int FlashAttnType;
    internal float RopeFreqBase;
    internal float RopeFreqScale;
    internal float YarnExtFactor;
    internal float YarnAttnFactor;
    internal float YarnBetaFast;
    internal float YarnBetaSlow;
    internal uint YarnOrigCtx;
    internal float DefragThold;
    internal nint CbEval;
    internal nint CbEvalUserData;
    internal GgmlType TypeK;
    internal GgmlType TypeV;
    internal nint AbortCallback;
    internal nint AbortCallbackData;
    internal byte Embeddings;
    internal byte OffloadKqv;
    internal byte NoPerf;
    internal byte OpOffload;
    internal byte SwaFull;
    internal byte KvUnified;
    internal nint Samplers;
    internal nuint NSamplers;
    internal nint CtxOther;
}
