// Prints the layouts and defaults that src/AgentMemory.Native mirrors, one "name value" per line, into layouts.golden.txt.
// To regenerate (Linux, from this folder; llama.cpp is a checkout of the sources of the pinned libraries, which the npm
// package node-llama-cpp of the same version carries as llama/gitRelease.bundle, and NATIVE is the folder of the libraries):
//   gcc -I llama.cpp/include -I llama.cpp/ggml/include print_layouts.c -o print_layouts.bin \
//       -L NATIVE -l:libllama.v0.5.0.so -l:libggml-base.so -Wl,-rpath,NATIVE && ./print_layouts.bin > layouts.golden.txt
#include "llama.h"
#include <stdio.h>

#define SIZE(type) printf(#type " %zu\n", sizeof(struct type))
#define AT(type, field) printf(#type "." #field " %zu\n", offsetof(struct type, field))
#define WHOLE(value) printf("default." #value " %lld\n", (long long) (value))
#define REAL(value) printf("default." #value " %.9g\n", (double) (value))

static void model_params(void) {
    struct llama_model_params model = llama_model_default_params();
    SIZE(llama_model_params);
    AT(llama_model_params, devices); AT(llama_model_params, tensor_buft_overrides);
    AT(llama_model_params, n_gpu_layers); AT(llama_model_params, split_mode);
    AT(llama_model_params, load_mode); AT(llama_model_params, lazy_mode); AT(llama_model_params, main_gpu);
    AT(llama_model_params, tensor_split); AT(llama_model_params, progress_callback);
    AT(llama_model_params, progress_callback_user_data); AT(llama_model_params, kv_overrides);
    AT(llama_model_params, vocab_only); AT(llama_model_params, check_tensors);
    AT(llama_model_params, use_extra_bufts); AT(llama_model_params, no_host);
    AT(llama_model_params, no_alloc); AT(llama_model_params, load_mtp);
    WHOLE(model.n_gpu_layers); WHOLE(model.split_mode); WHOLE(model.load_mode); WHOLE(model.lazy_mode);
    WHOLE(model.main_gpu); WHOLE(model.vocab_only); WHOLE(model.check_tensors); WHOLE(model.use_extra_bufts);
    WHOLE(model.no_host); WHOLE(model.no_alloc); WHOLE(model.load_mtp);
}

static void context_params(void) {
    struct llama_context_params context = llama_context_default_params();
    SIZE(llama_context_params);
    AT(llama_context_params, n_ctx); AT(llama_context_params, n_batch); AT(llama_context_params, n_ubatch);
    AT(llama_context_params, n_seq_max); AT(llama_context_params, n_rs_seq);
    AT(llama_context_params, n_outputs_max); AT(llama_context_params, n_outputs_max_per_seq);
    AT(llama_context_params, n_threads); AT(llama_context_params, n_threads_batch);
    AT(llama_context_params, ctx_type); AT(llama_context_params, rope_scaling_type);
    AT(llama_context_params, pooling_type); AT(llama_context_params, attention_type);
    AT(llama_context_params, flash_attn_type); AT(llama_context_params, rope_freq_base);
    AT(llama_context_params, rope_freq_scale); AT(llama_context_params, yarn_ext_factor);
    AT(llama_context_params, yarn_attn_factor); AT(llama_context_params, yarn_beta_fast);
    AT(llama_context_params, yarn_beta_slow); AT(llama_context_params, yarn_orig_ctx);
    AT(llama_context_params, defrag_thold); AT(llama_context_params, cb_eval);
    AT(llama_context_params, cb_eval_user_data); AT(llama_context_params, type_k); AT(llama_context_params, type_v);
    AT(llama_context_params, abort_callback); AT(llama_context_params, abort_callback_data);
    AT(llama_context_params, embeddings); AT(llama_context_params, offload_kqv); AT(llama_context_params, no_perf);
    AT(llama_context_params, op_offload); AT(llama_context_params, swa_full); AT(llama_context_params, kv_unified);
    AT(llama_context_params, samplers); AT(llama_context_params, n_samplers); AT(llama_context_params, ctx_other);
    WHOLE(context.n_ctx); WHOLE(context.n_batch); WHOLE(context.n_ubatch); WHOLE(context.n_seq_max);
    WHOLE(context.n_rs_seq); WHOLE(context.n_outputs_max); WHOLE(context.n_outputs_max_per_seq);
    WHOLE(context.n_threads); WHOLE(context.n_threads_batch); WHOLE(context.ctx_type);
    WHOLE(context.rope_scaling_type); WHOLE(context.pooling_type); WHOLE(context.attention_type);
    WHOLE(context.flash_attn_type); REAL(context.rope_freq_base); REAL(context.rope_freq_scale);
    REAL(context.yarn_ext_factor); REAL(context.yarn_attn_factor); REAL(context.yarn_beta_fast);
    REAL(context.yarn_beta_slow); WHOLE(context.yarn_orig_ctx); REAL(context.defrag_thold);
    WHOLE(context.type_k); WHOLE(context.type_v); WHOLE(context.embeddings); WHOLE(context.offload_kqv);
    WHOLE(context.no_perf); WHOLE(context.op_offload); WHOLE(context.swa_full); WHOLE(context.kv_unified);
}

static void small_structs(void) {
    SIZE(llama_batch);
    AT(llama_batch, n_tokens); AT(llama_batch, token); AT(llama_batch, embd); AT(llama_batch, pos);
    AT(llama_batch, n_seq_id); AT(llama_batch, seq_id); AT(llama_batch, logits);
    SIZE(llama_token_data);
    AT(llama_token_data, id); AT(llama_token_data, logit); AT(llama_token_data, p);
    SIZE(llama_token_data_array);
    AT(llama_token_data_array, data); AT(llama_token_data_array, size);
    AT(llama_token_data_array, selected); AT(llama_token_data_array, sorted);
    SIZE(ggml_init_params);
    AT(ggml_init_params, mem_size); AT(ggml_init_params, mem_buffer); AT(ggml_init_params, no_alloc);
    SIZE(ggml_backend_dev_props);
    AT(ggml_backend_dev_props, name); AT(ggml_backend_dev_props, description);
    AT(ggml_backend_dev_props, memory_free); AT(ggml_backend_dev_props, memory_total);
    AT(ggml_backend_dev_props, type); AT(ggml_backend_dev_props, device_id); AT(ggml_backend_dev_props, caps);
    SIZE(ggml_tensor);
    AT(ggml_tensor, type); AT(ggml_tensor, buffer); AT(ggml_tensor, ne); AT(ggml_tensor, nb); AT(ggml_tensor, op);
    AT(ggml_tensor, op_params); AT(ggml_tensor, flags); AT(ggml_tensor, src); AT(ggml_tensor, view_src);
    AT(ggml_tensor, view_offs); AT(ggml_tensor, data); AT(ggml_tensor, name); AT(ggml_tensor, extra);
}

int main(void) {
    printf("llama %s\nggml %s\n", llama_version(), ggml_version());
    model_params();
    context_params();
    small_structs();
    printf("ggml_tensor_overhead %zu\n", ggml_tensor_overhead());
    printf("GGML_TYPE_COUNT %d\n", (int) GGML_TYPE_COUNT);
    for (int type = 0; type < GGML_TYPE_COUNT; type++) {
        if (ggml_blck_size(type) > 0) {
            printf("type.%d.%s %lld %zu\n", type, ggml_type_name(type), (long long) ggml_blck_size(type), ggml_type_size(type));
        }
    }
    return 0;
}
